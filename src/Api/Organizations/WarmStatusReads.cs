using StatusLevels.Api.Health;
using StatusLevels.Api.Limits;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// Answers what is asked most, the public status of an organization that is in the memory of this process, for whoever proves nothing: as
/// JSON, as a badge. Everything else goes the long way, which gives the same answer.
/// </summary>
internal sealed class WarmStatusReads(
    RequestDelegate next,
    LocalSnapshots snapshots,
    TimeProvider clock,
    Strangers strangers,
    CallLimiter limiter,
    DatabaseReach database,
    StatusCounts counts,
    Standstill? standstill = null)
{
    private static readonly TimeSpan PublicAge = TimeSpan.FromSeconds(StatusEndpoints.LongestPublicAge);

    public Task InvokeAsync(HttpContext context)
    {
        if (ShowsPublicStatus.Asked(context, strangers) is not { } shown || !HttpMethods.IsGet(context.Request.Method)
            || !shown.TryGetOrganization(context, out var organization))
        {
            return next(context);
        }

        var now = clock.GetUtcNow();
        if (!snapshots.TryGet(organization, now, out var local) || local.Snapshot.NextDue - now <= PublicAge
            || database.AwayFor is not null || standstill is { IsMember: false }
            || limiter.Refuse(context, caller: null) is not null)
        {
            return next(context);
        }

        counts.AddWarm();
        return shown.AnswerAsync(context, local, now);
    }
}
