using System.Collections.Concurrent;

namespace StatusLevels.Bench.Requests;

/// <summary>The organizations that hold B, on both sides.</summary>
internal sealed class GrantedOrganizations
{
    /// <summary>By the product.</summary>
    public ConcurrentQueue<Guid> Product { get; } = new();

    /// <summary>By the peer without actors.</summary>
    public ConcurrentQueue<Guid> Crud { get; } = new();

    /// <summary>Takes that many, so that none is asked twice.</summary>
    public static IReadOnlyList<Guid> Take(ConcurrentQueue<Guid> from, int count)
    {
        var taken = new List<Guid>(count);
        while (taken.Count < count && from.TryDequeue(out var organization))
        {
            taken.Add(organization);
        }

        return taken;
    }
}
