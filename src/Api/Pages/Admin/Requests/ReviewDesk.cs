using System.Collections.Immutable;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Admin.Requests;

/// <summary>All that a reviewer looks at before a request is answered.</summary>
internal sealed class ReviewDesk(IGrainFactory grains, UpgradeRequestList requests, OrganizationNames names, UserNames people)
{
    private const int MostEarlier = 10;

    // Of the history as much as can have happened while the page stood open.
    private const int Entries = 10;

    /// <summary>Null when the organization has no such request.</summary>
    public async Task<Review?> ReadAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        if (await requests.Find(organization, id, cancellationToken) is not { } request)
        {
            return null;
        }

        var grain = grains.OrganizationStatus(organization);
        var status = await grain.GetStatus();
        var history = await grain.GetHistory(new HistoryQuery(0, Entries), cancellationToken);
        var all = await requests.ReadOf(organization, after: null, MostEarlier + 1, cancellationToken);
        var (after, waiting) = await requests.ReadQueue(UpgradeRequestStatus.Pending, request.Place, take: 1, cancellationToken);
        var actors = all.SelectMany(one => new[] { one.RequestedBy, one.ClosedBy }).OfType<string>()
            .Select(user => new Actor(ActorKind.User, user))
            .Concat(status.Levels.Select(level => level.GrantedBy))
            .Concat(history.Items.Select(entry => entry.Actor));
        return new()
        {
            Request = request,
            Status = status,
            History = history.Items,
            Earlier = [.. all.Where(other => other.Id != id).Take(MostEarlier)],
            Waiting = waiting,
            Next = after.FirstOrDefault(),
            Name = (await names.OfAsync([organization.Value], cancellationToken)).GetValueOrDefault(organization.Value),
            People = await people.OfAsync(actors, cancellationToken),
        };
    }
}

/// <summary>A request with what speaks for and against it.</summary>
internal sealed record Review
{
    public required StoredUpgradeRequest Request { get; init; }

    public required StatusSnapshot Status { get; init; }

    /// <summary>The newest entries.</summary>
    public required ImmutableArray<HistoryItem> History { get; init; }

    /// <summary>The other requests of the organization, newest first.</summary>
    public required ImmutableArray<StoredUpgradeRequest> Earlier { get; init; }

    /// <summary>How many requests wait.</summary>
    public required long Waiting { get; init; }

    /// <summary>The one that has waited the longest after this one.</summary>
    public required StoredUpgradeRequest? Next { get; init; }

    /// <summary>Null: the directory does not know the organization.</summary>
    public required string? Name { get; init; }

    /// <summary>Names of those who act here, by their ids.</summary>
    public required IReadOnlyDictionary<string, string> People { get; init; }

    public string Label => OrganizationLabel.Of(Request.OrganizationId.Value, Name);
}
