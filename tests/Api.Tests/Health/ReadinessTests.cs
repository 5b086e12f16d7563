using System.Net;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Health;

/// <summary>Probes are anonymous and outside the limits: however many there are, the database hears of one a second.</summary>
public sealed class ReadinessTests
{
    private static async Task<long> SessionsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand(
            "select sessions from pg_stat_database where datname = current_database()");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task A_hundred_probes_open_no_sessions_of_the_database()
    {
        await using var api = await TestApi.StartAsync();
        using var client = api.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        var before = await SessionsAsync(api.Database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/readyz")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        // A session is counted when it ends, or a moment before: with this last one, those before it are.
        await using (var last = new NpgsqlConnection($"{api.Database.ConnectionString};Pooling=false"))
        {
            await last.OpenAsync(TestContext.Current.CancellationToken);
        }

        var after = await Eventually.SeesAsync(() => SessionsAsync(api.Database), sessions => sessions > before);
        Assert.InRange(after - before, 1, 12);
    }

    [Fact]
    public async Task A_database_that_is_away_is_logged_when_it_goes_and_not_at_each_probe()
    {
        await using var api = await TestApi.StartAsync();
        using var client = api.Client();
        await api.Database.DisposeAsync();

        await Eventually.HoldsAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable);
        await Eventually.HoldsAsync(
            () => api.Log.Lines.Any(line => line.Text.Contains("health check database fails", StringComparison.Ordinal)));
        for (var probe = 0; probe < 50; probe++)
        {
            using var _ = await client.GetAsync("/readyz");
        }

        Assert.InRange(api.Log.Lines.Count(line => line.Text.Contains("ealth check database", StringComparison.Ordinal)), 1, 2);
    }
}
