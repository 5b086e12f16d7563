using System.Data;
using Npgsql;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Analytics;

/// <summary>
/// Reads from the read model what happened day by day, in UTC. All parts are of one moment.
/// An organization that was forgotten is missing from all days, also from those before.
/// </summary>
public sealed class AnalyticsReader(NpgsqlDataSource database)
{
    private const string Stored =
        "select current_level, count(*) from organization_status where current_level <> '0' group by current_level";

    // An entry is never recorded before it takes effect, and entries lie in the table in the order in which they were recorded.
    private const string Moves = """
        select (h.effective_at at time zone 'UTC')::date, h.action,
               coalesce(p.levels_after[cardinality(p.levels_after)], '0'), coalesce(h.levels_after[cardinality(h.levels_after)], '0'),
               coalesce(h.reason in ('grace_period_ended', 'subscription_cancelled_after_grace'), false), count(*)
        from organization_status_history as h
        left join organization_status_history as p
            on p.organization_id = h.organization_id and p.epoch = h.epoch and p.sequence = h.sequence - 1
        where h.recorded_at >= $1 and h.effective_at >= $1
        group by 1, 2, 3, 4, 5
        """;

    // What has ended, and no tick has written it down yet. The last instant before an end is a microsecond before it.
    private const string Overdue = """
        select (ended.at at time zone 'UTC')::date, held.before, held.after, count(*)
        from (select distinct organization_id, counts_until as at
              from organization_status_levels
              where level in ('A', 'B', 'C') and counts_until <= $1
                and level_counts(state, counts_until, counts_until - interval '1 microsecond')) as ended
        cross join lateral (
            select coalesce(max(l.level) filter (where level_counts(l.state, l.counts_until, ended.at - interval '1 microsecond')), '0') as before,
                   coalesce(max(l.level) filter (where level_counts(l.state, l.counts_until, ended.at)), '0') as after
            from organization_status_levels as l
            where l.organization_id = ended.organization_id) as held
        group by 1, 2, 3
        """;

    private const string Counts = """
        select (requested_at at time zone 'UTC')::date, 'requested', count(*)
        from status_upgrade_requests where requested_at >= $1 and requested_at < $2 group by 1
        union all
        select (closed_at at time zone 'UTC')::date, status, count(*)
        from status_upgrade_requests where closed_at >= $1 and closed_at < $2 group by 1, 2
        union all
        select (raised_at at time zone 'UTC')::date, unnest(array ['raised', 'late']),
               unnest(array [count(*), count(*) filter (where raised_at - due_at > $3)])
        from settled_notices where raised_at >= $1 and raised_at < $2 group by 1
        union all
        select (settled_at at time zone 'UTC')::date, 'superseded', count(*)
        from settled_notices where outcome = 'superseded' and settled_at >= $1 and settled_at < $2 group by 1
        union all
        select day, 'reads', sum(reads)::bigint
        from public_status_reads where day >= ($1 at time zone 'UTC')::date and day < ($2 at time zone 'UTC')::date group by 1
        union all
        select day, case when organization_id is null then 'visits_levels' else 'visits_passports' end, sum(visits)::bigint
        from page_visits where day >= ($1 at time zone 'UTC')::date and day < ($2 at time zone 'UTC')::date group by 1, 2
        union all
        select day, 'badge_impressions', sum(impressions)::bigint
        from badge_impressions where day >= ($1 at time zone 'UTC')::date and day < ($2 at time zone 'UTC')::date group by 1
        union all
        select day, 'scans', sum(scans)::bigint
        from qr_scan_days where day >= ($1 at time zone 'UTC')::date and day < ($2 at time zone 'UTC')::date group by 1
        """;

    private const string Reviews = """
        select count(*), percentile_disc(0.5) within group (order by took), percentile_disc(0.9) within group (order by took), max(took)
        from (select closed_at - requested_at as took
              from status_upgrade_requests
              where closed_at >= $1 and closed_at < $2 and status in ('approved', 'rejected')) as reviewed
        """;

    /// <summary>What happened from the first to the last day, both included.</summary>
    /// <param name="from">The first day, UTC.</param>
    /// <param name="to">The last day, UTC; not after today.</param>
    /// <param name="now">How things stand is told up to here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AnalyticsReport> Read(DateOnly from, DateOnly to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (start, end) = (At(from), At(to.AddDays(1)));
        var tally = new AnalyticsTally(from, to);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, moment)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Stored),
                new NpgsqlBatchCommand(Moves).With(start),
                new NpgsqlBatchCommand(Overdue).With(now),
                new NpgsqlBatchCommand(Counts).With(start, end, NoticeMetrics.LateAfter),
                new NpgsqlBatchCommand(Reviews).With(start, end),
            },
        };
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tally.AddStored(row.GetString(0), row.GetInt64(1));
        }

        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tally.AddMove(Day(row), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.GetInt64(5));
        }

        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tally.AddOverdue(Day(row), row.GetString(1), row.GetString(2), row.GetInt64(3));
        }

        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            tally.AddCount(Day(row), row.GetString(1), row.GetInt64(2));
        }

        await row.NextResultAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return tally.Report(
            new ReviewTimes(row.GetInt64(0), row.ValueOrNull<TimeSpan>(1), row.ValueOrNull<TimeSpan>(2), row.ValueOrNull<TimeSpan>(3)));
    }

    private static DateTimeOffset At(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static DateOnly Day(NpgsqlDataReader row) => row.GetFieldValue<DateOnly>(0);
}
