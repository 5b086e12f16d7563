using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Expiry;

/// <summary>
/// Reads from the read model what became of the notices. Each part is a range of an
/// index: the cost follows what happened, not how many organizations there are.
/// </summary>
public sealed class ExpirySummaryReader(NpgsqlDataSource database)
{
    private const int MostCounted = 10_000;
    private const int PatientSeconds = 60;
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    // The row without a kind is over all points.
    private const string Told = """
        select kind, point, count(*) filter (where what = 'raised'), count(*) filter (where late > $4),
               count(*) filter (where what = 'superseded'), count(*) filter (where what = 'due'),
               max(late), percentile_disc(0.99) within group (order by late)
        from (
            select kind, point, 'raised', raised_at - due_at from settled_notices where raised_at >= $1 and raised_at < $2
            union all
            select kind, point, 'superseded', null from settled_notices where outcome = 'superseded' and settled_at >= $1 and settled_at < $2
            union all
            select p.kind, p.point, 'due', null
            from organization_status as s
            cross join unnest(s.planned_notices) as p
            where s.next_due < $3 and p.due_at < $3
        ) as told (kind, point, what, late)
        group by grouping sets ((kind, point), ())
        order by kind, point desc
        """;

    // Counted where that is quick. Of many the planner knows how many rows the index over them has, as of the last (auto)vacuum or analyze.
    private const string Waiting = """
        select (select count(*) from (select from organization_status where next_due is not null limit $1) as counted),
               (select reltuples::bigint from pg_class where oid = 'ix_organization_status_due'::regclass),
               (select min(next_due) from organization_status)
        """;

    /// <summary>
    /// What became of the notices from <paramref name="since"/> on and before <paramref
    /// name="until"/>, and what is due within 24 hours of <paramref name="now"/>.
    /// </summary>
    public async Task<ExpirySummary> Read(
        DateTimeOffset since, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Told).With(since, until, now + Ahead, NoticeMetrics.LateAfter);
        command.CommandTimeout = PatientSeconds;
        var points = ImmutableArray.CreateBuilder<PointSummary>();
        TimeSpan? max = null, p99 = null;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.IsDBNull(0))
                {
                    (max, p99) = (reader.ValueOrNull<TimeSpan>(6), reader.ValueOrNull<TimeSpan>(7));
                    continue;
                }

                points.Add(new PointSummary(
                    reader.Member<NoticeKind>(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                    reader.GetInt64(5)));
            }
        }

        return new ExpirySummary(since, until, points.DrainToImmutable(), max, p99, await ReadBacklog(now, cancellationToken));
    }

    /// <summary>Who waits. A few milliseconds, however many organizations there are.</summary>
    public async Task<ExpiryBacklog> ReadBacklog(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Waiting).With(MostCounted + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (counted, estimated) = (reader.GetInt64(0), reader.GetInt64(1));
        var overdue = now - reader.InstantOrNull(2) ?? TimeSpan.Zero;
        return new ExpiryBacklog(
            counted > MostCounted ? Math.Max(counted, estimated) : counted, counted > MostCounted,
            overdue > TimeSpan.Zero ? overdue : TimeSpan.Zero);
    }
}
