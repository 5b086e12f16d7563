using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Notifications;

/// <summary>
/// The in-app notifications of an organization, which are what went to the outbox, and which user has read which.
/// </summary>
public sealed class NotificationList(NpgsqlDataSource database, TimeProvider clock)
{
    private const string IsUnread = """
        not exists (
            select from organization_notification_reads as r
            where r.organization_id = n.organization_id and r.epoch = n.epoch and r.number = n.number and r.user_id = $2)
        """;

    private const string CountUnread = $"select count(*) from notifications as n where n.organization_id = $1 and {IsUnread}";

    // Count and page are of the same moment: one statement. An empty page is one row of nulls beside the count.
    private static readonly string Page = $"""
        select counted.unread, page.*
        from ({CountUnread}) as counted (unread)
        left join lateral (
            select n.epoch, n.number, n.id, n.type, n.created_at, not {IsUnread},
                   n.metadata ->> 'level', (n.metadata ->> 'days_left')::integer,
                   (n.metadata ->> 'valid_until')::timestamptz, (n.metadata ->> 'expiry_date')::timestamptz,
                   ({ToldTarget.Of("n.organization_id", "n.epoch", "n.number")})
            from notifications as n
            where n.organization_id = $1 and (n.epoch, n.number) < ($3, $4) and (not $6 or {IsUnread})
            order by n.epoch desc, n.number desc
            limit $5
        ) as page on true
        order by page.epoch desc, page.number desc
        """;

    // All of them or none: an id that the organization does not have marks nothing.
    private const string MarkThese = """
        with named as (
            select n.epoch, n.number from notifications as n where n.organization_id = $1 and n.id = any ($3)),
        complete as (
            select count(*) = cardinality($3) as holds from named),
        marked as (
            insert into organization_notification_reads (organization_id, epoch, number, user_id, read_at)
            select $1, named.epoch, named.number, $2, $4 from named, complete where complete.holds
            on conflict do nothing)
        select holds from complete
        """;

    private const string MarkUpTo = $"""
        with named as (
            select n.epoch, n.number from notifications as n where n.organization_id = $1 and n.id = $3),
        marked as (
            insert into organization_notification_reads (organization_id, epoch, number, user_id, read_at)
            select $1, n.epoch, n.number, $2, $4
            from notifications as n, named
            where n.organization_id = $1 and (n.epoch, n.number) <= (named.epoch, named.number) and {IsUnread}
            on conflict do nothing)
        select exists (select from named)
        """;

    /// <summary>A page, newest first, and how many of all of them this user has not read.</summary>
    /// <param name="organization">Whose.</param>
    /// <param name="user">Who reads.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="onlyUnread">Those that this user has read are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ImmutableArray<StoredNotification> Items, long Unread)> ReadPage(
        OrganizationId organization, string user, NotificationPlace? after, int take, bool onlyUnread, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page)
            .With(organization.Value, user, after?.Epoch ?? int.MaxValue, after?.Number ?? long.MaxValue, take, onlyUnread);
        var (items, unread) = await command.ReadCountedAsync(count: 0, first: 1, StoredNotification.Of, cancellationToken);
        return ([.. items], unread);
    }

    /// <summary>Marks these as read by this user; what is marked already stays as it is.</summary>
    /// <returns>How many the user has not read then; null when the organization lacks one of them, and nothing was marked.</returns>
    public Task<long?> MarkRead(
        NpgsqlTransaction transaction, OrganizationId organization, string user, IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken) =>
        Mark(transaction, MarkThese, organization, user, ids.Distinct().ToArray(), cancellationToken);

    /// <summary>Marks this one and all older ones as read by this user.</summary>
    /// <returns>How many the user has not read then; null when the organization lacks this one, and nothing was marked.</returns>
    public Task<long?> MarkReadUpTo(
        NpgsqlTransaction transaction, OrganizationId organization, string user, Guid id, CancellationToken cancellationToken) =>
        Mark(transaction, MarkUpTo, organization, user, id, cancellationToken);

    private async Task<long?> Mark(
        NpgsqlTransaction transaction, string sql, OrganizationId organization, string user, object which,
        CancellationToken cancellationToken)
    {
        await using var command = transaction.Command(sql).With(organization.Value, user, which, clock.GetUtcNow());
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        // A statement does not see what it marks itself.
        await using var count = transaction.Command(CountUnread).With(organization.Value, user);
        return (long?)await count.ExecuteScalarAsync(cancellationToken);
    }
}

/// <summary>Where a notification stands in the list of its organization.</summary>
public sealed record NotificationPlace(int Epoch, long Number);

/// <summary>A notification as one user sees it.</summary>
public sealed record StoredNotification
{
    /// <summary>Its place in the list.</summary>
    public required NotificationPlace Place { get; init; }

    /// <summary>Its name.</summary>
    public required Guid Id { get; init; }

    /// <summary>The type of the event that it tells.</summary>
    public required string Type { get; init; }

    /// <summary>When that was written down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether this user has read it.</summary>
    public required bool Read { get; init; }

    /// <summary>The level concerned.</summary>
    public required string? Level { get; init; }

    /// <summary>Whole days from then until <see cref="ExpiryDate"/>, rounded up.</summary>
    public required int? DaysLeft { get; init; }

    /// <summary>The end of the level, when it has one.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>
    /// The end that it is about: of the level, of a payment grace,
    /// of the time to restore B or to meet the criteria of C.
    /// </summary>
    public required DateTimeOffset? ExpiryDate { get; init; }

    /// <summary>Where it went, the first one first.</summary>
    public required ImmutableArray<ToldTarget> Told { get; init; }

    internal static StoredNotification Of(NpgsqlDataReader row) => new()
    {
        Place = new NotificationPlace(row.GetInt32(1), row.GetInt64(2)),
        Id = row.GetGuid(3),
        Type = row.GetString(4),
        CreatedAt = row.Instant(5),
        Read = row.GetBoolean(6),
        Level = row.TextOrNull(7),
        DaysLeft = row.ValueOrNull<int>(8),
        ValidUntil = row.InstantOrNull(9),
        ExpiryDate = row.InstantOrNull(10),
        Told = [ToldTarget.InApp(row.Instant(5)), .. ToldTarget.Read(row.GetString(11))],
    };
}
