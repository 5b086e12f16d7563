using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Bench.Delivery;

/// <summary>
/// The simplest thing that sends as many bodies: takes jobs from a table, posts them, and writes outcomes down a hundred at a time. It
/// knows no order, no retries, no signatures and no health.
/// </summary>
internal sealed class PostingLoop(NpgsqlDataSource database, Uri receiver, int atOnce)
{
    private const int Batch = 100;

    private const string Make = "create table jobs (id bigint primary key, body text not null, status integer, ms integer, done_at timestamptz)";

    private const string Fill = """
        insert into jobs (id, body)
        select n, json_build_object(
            'specversion', '1.0', 'id', gen_random_uuid() || '/1/1', 'source', 'urn:statuslevels', 'type', 'status.level.granted',
            'subject', gen_random_uuid(), 'time', now(), 'data', repeat('x', 400))::text
        from generate_series(1, $1) as n
        """;

    private const string Take = "select id, body from jobs where done_at is null and id > $1 order by id limit $2";

    private const string Done = """
        update jobs set status = d.status, ms = d.ms, done_at = now()
        from unnest($1::bigint[], $2::integer[], $3::integer[]) as d (id, status, ms) where jobs.id = d.id
        """;

    /// <returns>How many a second.</returns>
    public async Task<double> RunAsync(int jobs, CancellationToken cancellationToken)
    {
        await ExecuteAsync(database.CreateCommand(Make), cancellationToken);
        await ExecuteAsync(database.CreateCommand(Fill).With(jobs), cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = atOnce });
        var began = Stopwatch.GetTimestamp();
        var last = 0L;
        while (true)
        {
            await using var take = database.CreateCommand(Take).With(last, Batch);
            var taken = await take.ReadAllAsync(row => (Id: row.GetInt64(0), Body: row.GetString(1)), cancellationToken);
            if (taken.Count == 0)
            {
                return jobs / Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            last = taken[^1].Id;
            var outcomes = new (int Status, int Ms)[taken.Count];
            await Parallel.ForAsync(
                0, taken.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
                async (job, stopping) => outcomes[job] = await PostAsync(client, taken[job].Body, stopping));
            await ExecuteAsync(
                database.CreateCommand(Done).With(
                    taken.Select(job => job.Id).ToArray(), outcomes.Select(one => one.Status).ToArray(),
                    outcomes.Select(one => one.Ms).ToArray()),
                cancellationToken);
        }
    }

    private async ValueTask<(int Status, int Ms)> PostAsync(HttpClient client, string body, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await client.PostAsync(receiver, content, cancellationToken);
        return ((int)answer.StatusCode, (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
