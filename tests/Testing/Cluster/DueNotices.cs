using System.Globalization;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Testing.Cluster;

/// <summary>What came of notices that were due.</summary>
/// <param name="Due">Organizations with a notice that fell due.</param>
/// <param name="Missed">Of these: nothing raised, or not in the outbox.</param>
/// <param name="Twice">Raised, or in the outbox, more than once.</param>
/// <param name="Latest">The longest time from a due instant to the transaction that told of it.</param>
public sealed record DueReport(long Due, long Missed, long Twice, TimeSpan Latest);

/// <summary>
/// Organizations whose 60-day point falls due while something goes wrong: real grants of B whose end lies 60 days behind that instant.
/// </summary>
public sealed class DueNotices
{
    private const int AtOnce = 8;

    private const string Read = """
        with one as (
            select told.organization as organization_id,
                   (select count(*) from statuslevels.expiry_notices as notice
                    where notice.organization_id = told.organization and notice.point = 60 and notice.outcome = 'raised') as raised,
                   (select min(notice.due_at) from statuslevels.expiry_notices as notice
                    where notice.organization_id = told.organization and notice.point = 60) as due_at,
                   (select count(*) from statuslevels.outbox as news
                    where news.organization_id = told.organization and news.type = 'status.expiry.notice'
                      and (news.data ->> 'point')::int = 60) as events,
                   (select min(news.created_at) from statuslevels.outbox as news
                    where news.organization_id = told.organization and news.type = 'status.expiry.notice'
                      and (news.data ->> 'point')::int = 60) as told_at
            from unnest($1) as told (organization))
        select count(*) filter (where raised = 0 or events = 0),
               coalesce(sum(greatest(raised - 1, 0) + greatest(events - 1, 0)), 0)::bigint,
               coalesce(max(extract(epoch from told_at - due_at)), 0)::float8
        from one
        """;

    private readonly Guid[] organizations;

    private DueNotices(Guid[] organizations, DateTimeOffset last)
    {
        this.organizations = organizations;
        Last = last;
    }

    /// <summary>The last due instant.</summary>
    public DateTimeOffset Last { get; }

    /// <summary>Makes them.</summary>
    /// <param name="node">The node that is asked.</param>
    /// <param name="key">The key of a service.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The first due instant: late enough that all are made before.</param>
    /// <param name="spread">The time over which the due instants are spread evenly.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DueNotices> MakeAsync(
        Uri node, string key, int count, DateTimeOffset first, TimeSpan spread, CancellationToken cancellationToken = default)
    {
        using var client = ServiceCaller.Client(node, key, TimeSpan.FromSeconds(30));
        var made = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                var end = first + (spread * (number / (double)count)) + TimeSpan.FromDays(60);
                var validUntil = end.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
                using var body = ServiceCaller.Json($$"""{"level":"B","valid_until":"{{validUntil}}"}""");
                using var answer = await client.PostAsync($"/api/admin/organizations/{made[number]}/status-levels", body, token);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException(
                        $"A grant did not succeed: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(token)}");
                }
            });
        return new DueNotices(made, first + spread);
    }

    /// <summary>
    /// Waits until every notice is raised, at most so long after the last due instant or
    /// from now on, whatever is later; then reads what there is.
    /// </summary>
    public async Task<DueReport> CheckAsync(NpgsqlDataSource database, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        var left = Last - TimeProvider.System.GetUtcNow();
        var bound = patience + (left > TimeSpan.Zero ? left : TimeSpan.Zero);
        return await Eventually.LastSeenAsync(
            () => ReadAsync(database, cancellationToken), static report => report.Missed == 0, bound, TimeSpan.FromMilliseconds(100),
            cancellationToken);
    }

    private async Task<DueReport> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Read).With(organizations);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new DueReport(organizations.Length, reader.GetInt64(0), reader.GetInt64(1), TimeSpan.FromSeconds(reader.GetDouble(2)));
    }
}
