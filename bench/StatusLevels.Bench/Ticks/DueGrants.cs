using System.Diagnostics;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Bench.Ticks;

/// <summary>
/// Makes organizations for which something falls due at chosen instants: real grants of B, whose 60-day point is that instant.
/// </summary>
internal static class DueGrants
{
    private const int Connections = 32;
    private const int Rehearsal = 2_000;

    private static readonly TimeSpan Point = TimeSpan.FromDays(60);
    private static readonly Call Admin = new(new Actor(ActorKind.User, "bench"));

    /// <summary>How long that many grants will take; found by granting some that are not due for a year.</summary>
    public static async Task<TimeSpan> EstimateAsync(IGrainFactory grains, int count, CancellationToken cancellationToken)
    {
        var farAhead = TimeProvider.System.GetUtcNow().AddDays(365);
        await GrantAsync(grains, Rehearsal / 4, _ => farAhead, cancellationToken);
        return await GrantAsync(grains, Rehearsal, _ => farAhead, cancellationToken) * (count / (double)Rehearsal);
    }

    /// <summary>Grants B to that many new organizations; how long it took.</summary>
    /// <param name="grains">Where they live.</param>
    /// <param name="count">How many.</param>
    /// <param name="due">The instant of the 60-day point of each.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<TimeSpan> GrantAsync(
        IGrainFactory grains, int count, Func<int, DateTimeOffset> due, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken },
            async (number, _) =>
            {
                var reply = await grains.OrganizationStatus(new OrganizationId(Guid.NewGuid()))
                    .Grant(new StatusCommand.Grant(StatusLevel.B, due(number) + Point), Admin);
                if (reply.Failure is not null || reply.Refusal is not null)
                {
                    throw new InvalidOperationException($"A grant did not succeed: {reply.Failure} {reply.Refusal?.Code}");
                }
            });
        return Stopwatch.GetElapsedTime(started);
    }
}
