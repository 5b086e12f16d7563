using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Notifications;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Expiry;

/// <summary>
/// Reads which levels end soon, and what was told of it. The read model tells time too:
/// ends are compared with now, whether or not a Tick has run.
/// </summary>
public sealed class ExpiringLevels(NpgsqlDataSource database)
{
    private const string IsGrace = "l.level = 'A' and l.state = 'grace'";

    private static readonly string Page = Sql("l.valid_until", "expiry", "");

    // What counts by grace alone counts until the grace ends: by that the levels are in order already.
    private static readonly string GracePage = Sql("l.counts_until", "grace", $"{IsGrace} and ");

    // An event tells its notice by the days before which end it was raised.
    private static string Sql(string end, string kind, string condition) => $"""
        select l.organization_id, o.name, o.slug, l.id, l.level, {end},
               n.points, n.due, n.outcomes, n.raised, n.told
        from organization_status_levels as l
        join organization_status as s on s.organization_id = l.organization_id
        left join organizations as o on o.organization_id = l.organization_id
        left join lateral (
            select array_agg(e.point order by e.due_at) as points, array_agg(e.due_at order by e.due_at) as due,
                   array_agg(e.outcome order by e.due_at) as outcomes, array_agg(e.raised_at order by e.due_at) as raised,
                   array_agg(coalesce(w.told, '[]') order by e.due_at) as told
            from expiry_notices as e
            left join lateral (
                select ({ToldTarget.Of("o.organization_id", "o.epoch", "o.number")}) as told
                from (
                    select organization_id, epoch, number, type, data from outbox
                    union all
                    select organization_id, epoch, number, type, data from past_notifications) as o
                where e.raised_at is not null and o.organization_id = e.organization_id and o.epoch = e.epoch
                  and o.type = 'status.{kind}.notice' and o.data ->> 'level' = e.level and (o.data ->> 'point')::integer = e.point
                  and (o.data ->> 'ends_at')::timestamptz = e.ends_at
                limit 1) as w on true
            where e.organization_id = l.organization_id and e.epoch = s.epoch and e.kind = '{kind}' and e.level = l.level
              and e.ends_at = {end} and e.outcome <> 'cancelled'
        ) as n on true
        where {condition}({end}, l.id) > ($1, $2) and {end} <= $3
          and (not $5 or exists (
              select from untold_notices as u
              join (
                  select organization_id, epoch, number, type, data from outbox
                  union all
                  select organization_id, epoch, number, type, data from past_notifications) as o using (organization_id, epoch, number)
              where u.organization_id = l.organization_id and u.epoch = s.epoch and o.type = 'status.{kind}.notice'
                and o.data ->> 'level' = l.level and (o.data ->> 'ends_at')::timestamptz = {end}))
        order by {end}, l.id
        limit $4
        """;

    private const string Total = "select count(*) from organization_status_levels where valid_until > $1 and valid_until <= $2";

    private const string GraceTotal =
        $"select count(*) from organization_status_levels as l where {IsGrace} and l.counts_until > $1 and l.counts_until <= $2";

    /// <summary>How many levels end after <paramref name="now"/> and not after <paramref name="until"/>.</summary>
    public async Task<long> Count(DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Total).With(now, until);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// How many payment graces, on which alone a level rests, end after <paramref name="now"/> and not after <paramref name="until"/>.
    /// </summary>
    public async Task<long> CountGraces(DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(GraceTotal).With(now, until);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The levels that end after <paramref name="now"/> and not after <paramref name="until"/>, the nearest end first.</summary>
    /// <param name="now">What has ended by then is not listed.</param>
    /// <param name="until">The last end that is listed.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="untold">Those alone with a notice that nobody could be written to about.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ImmutableArray<ExpiringLevel>> ReadPage(
        DateTimeOffset now, DateTimeOffset until, ExpiringPlace? after, int take, bool untold, CancellationToken cancellationToken) =>
        Read(Page, now, until, after, take, untold, cancellationToken);

    /// <summary>The same of payment graces, with their notices.</summary>
    public Task<ImmutableArray<ExpiringLevel>> ReadGraces(
        DateTimeOffset now, DateTimeOffset until, ExpiringPlace? after, int take, CancellationToken cancellationToken) =>
        Read(GracePage, now, until, after, take, untold: false, cancellationToken);

    private async Task<ImmutableArray<ExpiringLevel>> Read(
        string page, DateTimeOffset now, DateTimeOffset until, ExpiringPlace? after, int take, bool untold,
        CancellationToken cancellationToken)
    {
        var from = after is { } last && last.ValidUntil > now ? last : new ExpiringPlace(now, Guid.AllBitsSet);
        await using var command = database.CreateCommand(page).With(from.ValidUntil, from.Id, until, take, untold);
        return [.. await command.ReadAllAsync(ExpiringLevel.Of, cancellationToken)];
    }
}

/// <summary>Where a level stands in the list.</summary>
/// <param name="ValidUntil">Its end.</param>
/// <param name="Id">The name of the holding.</param>
public sealed record ExpiringPlace(DateTimeOffset ValidUntil, Guid Id);

/// <summary>A level that ends soon.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Name">The organization's name, when the directory has one.</param>
/// <param name="Slug">Its short name there.</param>
/// <param name="Place">Its place in the list, which holds its end.</param>
/// <param name="Level">Which level.</param>
/// <param name="Notices">What was told, and what will be, of this end; in order of time.</param>
public sealed record ExpiringLevel(
    OrganizationId OrganizationId,
    string? Name,
    string? Slug,
    ExpiringPlace Place,
    StatusLevel Level,
    ImmutableArray<ExpiringNotice> Notices)
{
    internal static ExpiringLevel Of(NpgsqlDataReader row) => new(
        new OrganizationId(row.GetGuid(0)), row.TextOrNull(1), row.TextOrNull(2),
        new ExpiringPlace(row.Instant(5), row.GetGuid(3)), row.Member<StatusLevel>(4),
        row.IsDBNull(6) ? [] : Read(row));

    private static ImmutableArray<ExpiringNotice> Read(NpgsqlDataReader row)
    {
        var (points, due) = (row.GetFieldValue<int[]>(6), row.GetFieldValue<DateTimeOffset[]>(7));
        var (outcomes, raised) = (row.Members<NoticeOutcome>(8).ToArray(), row.GetFieldValue<DateTimeOffset?[]>(9));
        var told = row.GetFieldValue<string[]>(10);
        return [.. points.Select((point, index) => new ExpiringNotice(point, due[index], outcomes[index], raised[index], Told(index)))];

        ImmutableArray<ToldTarget> Told(int index) => raised[index] is { } at
            ? [ToldTarget.InApp(at), .. ToldTarget.Read(told[index])]
            : [];
    }
}

/// <summary>A notice of an end.</summary>
/// <param name="DaysBefore">Days before the end; of a grace, days into it.</param>
/// <param name="DueAt">When it is to be raised.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="RaisedAt">When it was raised, if it was.</param>
/// <param name="Told">Who has heard of it.</param>
public sealed record ExpiringNotice(
    int DaysBefore, DateTimeOffset DueAt, NoticeOutcome Outcome, DateTimeOffset? RaisedAt, ImmutableArray<ToldTarget> Told);
