using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Layout;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.Notifications;
using StatusLevels.Silo.Sql;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Pages.Admin.Organizations;

/// <summary>All that platform admins see of an organization.</summary>
internal sealed class OrganizationFile(
    IGrainFactory grains, OrganizationPeople people, UpgradeRequestList requests, NotificationList notifications, UserNames names,
    UserList users)
{
    private const int Entries = 20;
    private const int MostItems = 10;

    /// <summary>What has to be typed before it is forgotten: its slug, or its id where it has none.</summary>
    public static string ToConfirm(Guid organization, AuditedEntry? entry) => entry?.Slug ?? organization.ToString("D");

    /// <param name="organization">Which.</param>
    /// <param name="context">Who reads.</param>
    /// <param name="page">The page of the history, from 1.</param>
    /// <param name="upTo">Up to which entry it is paged; null for the newest.</param>
    public async Task<AdminOrganization> ReadAsync(OrganizationId organization, HttpContext context, int page, long? upTo)
    {
        var cancelled = context.RequestAborted;
        var grain = grains.OrganizationStatus(organization);
        var status = await grain.GetStatus();
        var history = await grain.GetHistory(new HistoryQuery((page - 1L) * Entries, Entries, UpTo: upTo), cancelled);
        var asked = await requests.ReadOf(organization, after: null, MostItems, cancelled);
        var (news, _) = await notifications.ReadPage(
            organization, context.User.UserId()!, after: null, MostItems, onlyUnread: false, cancelled);
        var (entry, contacts, members, reached) = await people.ReadAsync(organization.Value, cancelled);
        var actors = history.Items.Select(item => item.Actor)
            .Concat(status.Levels.Select(level => level.GrantedBy))
            .Concat(asked.SelectMany(request => new[] { request.RequestedBy, request.ClosedBy })
                .OfType<string>().Select(id => new Actor(ActorKind.User, id)));
        return new()
        {
            Status = status,
            Ahead = await grain.GetTimeline(),
            Entry = entry,
            Contacts = contacts,
            Members = members,
            ReachedMembers = reached,
            Accounts = await users.OfAsync(members.Select(member => member.UserId), cancelled),
            Requests = asked,
            News = news,
            History = history,
            Page = page,
            Pages = (int)((history.Total + Entries - 1) / Entries),
            People = await names.OfAsync(actors, cancelled),
        };
    }
}

/// <summary>Who belongs to an organization, as the directory knows it.</summary>
internal sealed class OrganizationPeople(
    DirectoryEntries directory, OrganizationContacts contacts, Memberships members, NpgsqlDataSource database)
{
    /// <summary>As many members as a page shows.</summary>
    public const int MostMembers = 100;

    private static readonly string Reached = $"""
        select count(*) from ({MemberAddresses.OwnersAndAdminsOf("$1")}) as a
        where not exists (select from statuslevels.failing_addresses as f where f.address_key = a.key)
        """;

    /// <summary>With how many owners and admins there are whom mail reaches.</summary>
    public async Task<(AuditedEntry? Entry, IReadOnlyList<ContactReply> Contacts, IReadOnlyList<MemberReply> Members, long Reached)>
        ReadAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Reached).With(organization);
        return (
            await directory.FindAsync(organization, cancellationToken), await contacts.ReadAsync(organization, cancellationToken),
            await members.ReadAsync(organization, after: null, MostMembers, cancellationToken),
            (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}

/// <summary>An organization as platform admins see it.</summary>
internal sealed record AdminOrganization
{
    public required StatusSnapshot Status { get; init; }

    /// <summary>What will happen by itself.</summary>
    public required ImmutableArray<DueItem> Ahead { get; init; }

    /// <summary>Null: the directory does not know it.</summary>
    public required AuditedEntry? Entry { get; init; }

    public required IReadOnlyList<ContactReply> Contacts { get; init; }

    /// <summary>The first of them, in order of their ids.</summary>
    public required IReadOnlyList<MemberReply> Members { get; init; }

    /// <summary>How many owners and admins mail reaches.</summary>
    public required long ReachedMembers { get; init; }

    /// <summary>The accounts of members who have one, by their ids.</summary>
    public required IReadOnlyDictionary<string, UserReply> Accounts { get; init; }

    /// <summary>The newest ones.</summary>
    public required ImmutableArray<StoredUpgradeRequest> Requests { get; init; }

    /// <summary>The newest notifications, with where each went.</summary>
    public required ImmutableArray<StoredNotification> News { get; init; }

    public required HistoryPage History { get; init; }

    /// <summary>The page of the history that is shown.</summary>
    public required int Page { get; init; }

    public required int Pages { get; init; }

    /// <summary>Names of those who act here, by their ids.</summary>
    public required IReadOnlyDictionary<string, string> People { get; init; }

    public Guid Id => Status.OrganizationId.Value;

    public string Label => OrganizationLabel.Of(Id, Entry?.Name);

    /// <summary>What has to be typed before it is forgotten.</summary>
    public string ToConfirm => OrganizationFile.ToConfirm(Id, Entry);
}
