using System.Collections.Frozen;
using System.Globalization;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Health;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Organization.Standing;

/// <summary>Puts together where an organization stands. While the database is away it says what is in memory.</summary>
internal sealed class StandingReader(
    IGrainFactory grains, UpgradeRequestList requests, UserNames people, StatusLevelCatalog catalog, DatabaseReach database,
    Visitors visitors, TimeProvider clock)
{
    /// <summary>The newest entry that a form was opened with, so that its page can tell what came since.</summary>
    public const string Seen = "seen_sequence";

    private const int RequestsShown = 10;
    private const int ChangesShown = 10;

    public async Task<StandingModel> ReadAsync(OrganizationId organization, HttpContext context)
    {
        var grain = grains.OrganizationStatus(organization);
        var status = await grain.GetStatus();
        var language = PageLanguage.Of(context.Request, await visitors.OfAsync(context));
        var now = clock.GetUtcNow();
        var model = new StandingModel
        {
            Status = status,
            Ahead = await grain.GetTimeline(),
            Next = Progress.TowardsNext(status, now, catalog, language),
            Obstacle = status.UpgradeObstacle(now),
            IsManager = OrganizationMembers.Manages(context, organization.Value),
            AwayFor = database.AwayFor,
            Requests = null,
            Since = [],
            Last = null,
            Names = FrozenDictionary<string, string>.Empty,
        };
        try
        {
            var asked = await requests.ReadOf(organization, after: null, RequestsShown, context.RequestAborted);
            return model with
            {
                Requests = asked,
                Since = await SinceAsync(grain, context),
                Last = status.Levels.IsEmpty ? await LastAsync(grain, context.RequestAborted) : null,
                Names = await people.OfAsync(asked.Select(one => new Actor(ActorKind.User, one.RequestedBy)), context.RequestAborted),
            };
        }
        catch (Exception exception) when (ExceptionProblems.IsDatabaseAway(exception))
        {
            return model with { AwayFor = model.AwayFor ?? TimeSpan.Zero };
        }
    }

    private static async Task<HistoryItem?> LastAsync(IOrganizationStatusGrain grain, CancellationToken cancellationToken)
    {
        var newest = await grain.GetHistory(new HistoryQuery(0, 1), cancellationToken);
        return newest.Items is [var last, ..] ? last : null;
    }

    // Only a form that came too late asks.
    private static async Task<IReadOnlyList<HistoryItem>> SinceAsync(IOrganizationStatusGrain grain, HttpContext context)
    {
        if (context.Features.Get<FormInput>() is not { Problem.Code.Status: StatusCodes.Status412PreconditionFailed } input
            || !long.TryParse(input[Seen], NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
        {
            return [];
        }

        var newest = await grain.GetHistory(new HistoryQuery(0, ChangesShown), context.RequestAborted);
        return [.. newest.Items.Where(item => item.Sequence > seen)];
    }
}
