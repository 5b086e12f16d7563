using System.Security.Claims;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Organizations;

/// <summary>Who looks at a status, and so how much of it is shown.</summary>
internal enum Viewer
{
    Public,
    Member,
    OrganizationAdmin,
    PlatformAdmin,
}

/// <summary>Which view is whose.</summary>
internal static class Viewers
{
    public static Viewer Of(ClaimsPrincipal caller, OrganizationId organization) =>
        caller.IsPlatformAdmin() ? Viewer.PlatformAdmin
        : caller.RoleIn(organization.Value) switch
        {
            MemberRole.Admin or MemberRole.Owner => Viewer.OrganizationAdmin,
            MemberRole.Viewer or MemberRole.Editor => Viewer.Member,
            _ => Viewer.Public,
        };
}

/// <summary>What a status looks like to whom.</summary>
internal static class StatusViews
{
    public static StatusReply Of(StatusSnapshot status, Viewer viewer, DateTimeOffset now, StatusLevelCatalog catalog, string language)
    {
        var reply = new StatusReply(
            status.OrganizationId.Value,
            status.CurrentLevel?.ToString() ?? "0",
            [.. status.Levels.Where(level => level.Counts || viewer != Viewer.Public).Select(level => Level(level, viewer, now))],
            CanManage(viewer),
            status.Version);
        if (viewer == Viewer.Public)
        {
            return reply;
        }

        var obstacle = UpgradeObstacle(status, now);
        return reply with
        {
            LevelCProgress = Progress.TowardsC(status, catalog),
            NextLevelProgress = Progress.TowardsNext(status, catalog, language),
            CanRequestUpgrade = obstacle is null,
            UpgradeBlockedReason = obstacle,
            ActiveRequest = status.PendingRequest is { } request
                ? Request(status.OrganizationId, new UpgradeRequestView(request, UpgradeRequestStatus.Pending), catalog, language)
                : null,
            Subscription = Subscription(status),
        };
    }

    /// <summary>What was held at an instant, for members: days are counted from there.</summary>
    public static StatusReply OfPast(OrganizationId organization, PastStatus past, Viewer viewer) => new(
        organization.Value,
        past.CurrentLevel?.ToString() ?? "0",
        [.. past.Levels.Select(level => Level(level, viewer, past.At))],
        CanManage(viewer),
        past.Version)
    {
        At = past.At,
        Sequence = past.Sequence,
    };

    public static LevelReply Level(LevelSnapshot level, Viewer viewer, DateTimeOffset now)
    {
        var reply = new LevelReply(
            level.Id, level.Level.ToString(), level.Counts, level.Counts, level.GrantedAt, level.GrantedAt, level.ValidUntil,
            level.ValidUntil is { } end ? Instant.DaysUntil(end, now) : null, level.LastVerifiedAt, Words.Of(level.State), level.GraceEndsAt);
        return viewer == Viewer.Public ? reply : reply with
        {
            GrantedBy = level.GrantedBy.Id,
            SubscriptionId = level.SubscriptionId,
            Notes = viewer == Viewer.PlatformAdmin ? level.Notes : null,
        };
    }

    public static UpgradeRequestReply Request(
        OrganizationId organization, UpgradeRequestView view, StatusLevelCatalog catalog, string language, bool forPlatformAdmin = false)
    {
        var request = view.Request;
        return Request(
            new StoredUpgradeRequest(
                organization, request.Id, request.Level, view.Status, request.Message, request.EvidenceUrls, request.RequestedBy.Id, request.RequestedAt,
                view.ClosedAt, view.ClosedBy?.Id, view.ReviewNotes, view.RejectionReason, view.GrantSequence),
            catalog, language, forPlatformAdmin);
    }

    public static UpgradeRequestReply Request(StoredUpgradeRequest request, StatusLevelCatalog catalog, string language, bool forPlatformAdmin) =>
        new(
            request.Id, request.Id, request.OrganizationId.Value, Words.Of(request.Status), request.Level.ToString(), request.Message,
            request.EvidenceUrls, request.RequestedBy, request.RequestedAt, request.RequestedAt, catalog.EstimatedReviewTime[language])
        {
            ClosedAt = request.ClosedAt,
            ClosedBy = request.ClosedBy,
            RejectionReason = request.RejectionReason,
            GrantedSequence = request.GrantSequence,
            ReviewNotes = forPlatformAdmin ? request.ReviewNotes : null,
        };

    private static bool CanManage(Viewer viewer) => viewer is Viewer.OrganizationAdmin or Viewer.PlatformAdmin;

    // The next level that can be asked for is B, and C on an active B.
    private static string? UpgradeObstacle(StatusSnapshot status, DateTimeOffset now)
    {
        if (status.Forgotten)
        {
            return "gone";
        }

        if (status.PendingRequest is not null)
        {
            return "upgrade_request_pending";
        }

        var hasB = status.LevelOf(StatusLevel.B) is { Counts: true };
        if (hasB && status.LevelOf(StatusLevel.C) is { Counts: true })
        {
            return "level_already_active";
        }

        return (hasB ? status.NextRequestForC : status.NextRequestForB) > now ? "upgrade_request_too_soon" : null;
    }

    private static SubscriptionReply? Subscription(StatusSnapshot status)
    {
        var holding = status.LevelOf(StatusLevel.A)?.SubscriptionId;
        var subscription = status.Subscriptions
            .OrderByDescending(known => known.Id == holding)
            .ThenByDescending(known => known.OccurredAt)
            .FirstOrDefault();
        return subscription is null ? null : new(
            subscription.Id, subscription.Status is { } word ? Words.Of(word) : null, subscription.GraceEndsAt, subscription.CurrentPeriodEnd);
    }
}
