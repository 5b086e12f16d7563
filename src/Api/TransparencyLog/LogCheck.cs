namespace StatusLevels.Api.TransparencyLog;

/// <summary>Makes a tree anew from its leaves and compares it with checkpoints of it, the newest among them.</summary>
/// <param name="signed">What was signed, and where it is from. Only those of one log, and only with verified signatures.</param>
internal sealed class LogCheck(IEnumerable<(string Where, Checkpoint Checkpoint)> signed)
{
    private readonly List<LogFault> faults = [];
    private readonly Queue<(string Where, Checkpoint Checkpoint)> ahead = new(signed.OrderBy(static one => one.Checkpoint.Size));
    private readonly TreeWalk tree = new();

    /// <summary>How many leaves it has had.</summary>
    public long Size => tree.Size;

    /// <summary>The next leaves.</summary>
    public async Task AddAsync(IReadOnlyList<TreeHash> leaves)
    {
        var rest = leaves;
        await CompareAsync();
        while (ahead.TryPeek(out var next) && next.Checkpoint.Size - tree.Size < rest.Count)
        {
            var count = (int)(next.Checkpoint.Size - tree.Size);
            tree.Add([.. rest.Take(count)]);
            rest = [.. rest.Skip(count)];
            await CompareAsync();
        }

        tree.Add(rest);
        await CompareAsync();
    }

    /// <summary>There are no more leaves: what is wrong with the tree.</summary>
    public async Task<IReadOnlyList<LogFault>> EndAsync()
    {
        await CompareAsync();
        return [.. faults, .. ahead.Select(one => new LogFault.Shrunk(one.Where, one.Checkpoint.Size, tree.Size))];
    }

    private async Task CompareAsync()
    {
        while (ahead.TryPeek(out var next) && next.Checkpoint.Size == tree.Size)
        {
            ahead.Dequeue();
            if (await tree.RootAsync() != next.Checkpoint.Root)
            {
                faults.Add(new LogFault.RootDiffers(next.Where, next.Checkpoint.Size));
            }
        }
    }
}
