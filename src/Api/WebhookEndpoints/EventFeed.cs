using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Where the feed ends now.</summary>
/// <param name="Feed">Which feed.</param>
/// <param name="Position">The place of the last event.</param>
/// <param name="IsHeld">Nobody is told anything: the database may be a copy.</param>
internal sealed record FeedEnd(Guid Feed, long Position, bool IsHeld);

/// <summary>What is asked of the feed; what is null does not narrow.</summary>
internal sealed record FeedQuery(string[]? Types, Guid? Organization, int Limit);

/// <summary>
/// Reads all that happened, in the order in which it was numbered. Numbers are given after the commit, one transaction at a time, so
/// nothing comes in before a place that somebody has read.
/// </summary>
internal sealed class EventFeed(NpgsqlDataSource database, WebhookEnvelope envelope, DeliverySettings settings, TimeProvider time)
{
    /// <summary>How far one question looks for what is asked for.</summary>
    private const int Reach = 10_000;

    private const string End =
        "select d.feed, s.position, d.held_at is not null from statuslevels.event_sequence as s, statuslevels.delivery_state as d";

    // How far that reach leads: its last event, and how many there are.
    private const string Scan = """
        select r.position, o.created_at, r.count
        from (
            select max(n.position) as position, count(*) as count
            from (select position from statuslevels.outbox where position > $1 order by position limit $2) as n) as r
        join statuslevels.outbox as o on o.position = r.position
        """;

    private const string Events = """
        select o.id, o.type, o.organization_id, o.epoch, o.number, o.time, o.data::text, o.status::text, o.position, o.created_at
        from (select * from statuslevels.outbox where position > $1 order by position limit $2) as o
        where o.position <= $6 and ($3::text[] is null or o.type = any ($3)) and ($4 is null or o.organization_id = $4)
        order by o.position
        limit $5
        """;

    public async Task<FeedEnd> EndAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(End);
        return (await command.ReadOneAsync(row => new FeedEnd(row.GetGuid(0), row.GetInt64(1), row.GetBoolean(2)), cancellationToken))!;
    }

    /// <summary>Something behind it may no longer be there, or it is of another feed.</summary>
    public bool HasExpired(FeedCursor cursor, FeedEnd end) =>
        cursor.Feed != end.Feed || cursor.Position > end.Position || cursor.At < time.GetUtcNow() - settings.Retention;

    /// <summary>What happened after a position, and how far that was looked for.</summary>
    public async Task<EventsReply> ReadAsync(long after, FeedEnd end, FeedQuery query, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reach = query is { Types: null, Organization: null } ? query.Limit : Reach;
        await using var scan = database.CreateCommand(Scan).With(after, reach);
        if (await scan.ReadOneAsync(row => new Place(row.GetInt64(0), row.Instant(1), row.GetInt64(2)), cancellationToken) is not { } last)
        {
            return new([], new FeedCursor(end.Feed, Math.Max(after, end.Position), now).ToString());
        }

        await using var command = database.CreateCommand(Events).With(
            after, reach, SqlValue.Texts(query.Types), SqlValue.Uuid(query.Organization), query.Limit, last.Position);
        var found = await command.ReadAllAsync(Read, cancellationToken);
        var place = found.Count == query.Limit ? found[^1].Place
            // Everything was seen: what comes next is not older than this answer.
            : last.Count < reach ? last with { At = now }
            : last;
        return new(
            [.. found.Select(one => FeedEvent.Of(one.Event, envelope.Source))],
            new FeedCursor(end.Feed, place.Position, place.At).ToString());
    }

    private static (DeliveredEvent Event, Place Place) Read(NpgsqlDataReader row) => (
        new(
            row.GetString(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt64(4), row.Instant(5), row.GetString(6),
            row.TextOrNull(7)),
        new(row.GetInt64(8), row.Instant(9), 0));

    private sealed record Place(long Position, DateTimeOffset At, long Count);
}
