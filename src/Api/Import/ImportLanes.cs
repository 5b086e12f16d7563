using System.Threading.Channels;

namespace StatusLevels.Api.Import;

/// <summary>
/// Works on several lines at the same time. All lines of an organization take the same lane, one after the other, in their order.
/// </summary>
internal sealed class ImportLanes
{
    private readonly Channel<Work>[] lanes;
    private readonly Task[] workers;

    /// <param name="stop">Lines that nobody has begun are dropped; what is being written is finished.</param>
    public ImportLanes(CancellationToken stop)
    {
        // Unbounded: whoever fills them waits for the outcomes' window.
        lanes =
            [.. Enumerable.Range(0, ImportLimits.Lanes).Select(
                _ => Channel.CreateUnbounded<Work>(new() { SingleReader = true, SingleWriter = true }))];
        workers = [.. lanes.Select(lane => WorkAsync(lane.Reader, stop))];
    }

    /// <summary>The outcome to come, or the one that is known; null when it was dropped.</summary>
    public Task<ImportOutcomeReply?> Take(ImportStep step)
    {
        if (step.ImportAsync is not { } import)
        {
            return Task.FromResult(step.Known);
        }

        var work = new Work(import);
        var lane = lanes[(uint)step.Organization.GetHashCode() % (uint)lanes.Length];
        return lane.Writer.TryWrite(work) ? work.Outcome.Task : throw new InvalidOperationException("The lanes are closed.");
    }

    /// <summary>No more lines. Ends when the last one is worked off.</summary>
    public Task CloseAsync()
    {
        foreach (var lane in lanes)
        {
            lane.Writer.TryComplete();
        }

        return Task.WhenAll(workers);
    }

    private static async Task WorkAsync(ChannelReader<Work> lane, CancellationToken stop)
    {
        await foreach (var work in lane.ReadAllAsync(CancellationToken.None))
        {
            work.Outcome.SetResult(stop.IsCancellationRequested ? null : await work.ImportAsync());
        }
    }

    private sealed record Work(Func<Task<ImportOutcomeReply>> ImportAsync)
    {
        public TaskCompletionSource<ImportOutcomeReply?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
