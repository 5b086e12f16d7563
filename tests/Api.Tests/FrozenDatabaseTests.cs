using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests;

/// <summary>A database that takes connections and answers nothing, as one does whose machine or disk stands still.</summary>
public sealed class FrozenDatabaseTests
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task While_the_database_stands_still_every_request_is_answered_and_afterwards_all_is_well()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var proxy = PostgresProxy.Start(database.ConnectionString);
        var settings = new NpgsqlConnectionStringBuilder(proxy.ConnectionString) { Timeout = 1, CommandTimeout = 1 };
        await using var api = await TestApi.StartAsync(new() { ["ConnectionStrings:StatusLevels"] = settings.ConnectionString });
        using var admin = await api.SignedInAsync();

        // As many connections as there will be calls: each of them gives up on the one it has.
        var organizations = Enumerable.Range(0, 40).Select(_ => new TestOrganization(api, admin)).ToArray();
        await Task.WhenAll(organizations.Select(async organization => await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync()));

        proxy.Freeze();
        var began = Stopwatch.GetTimestamp();
        try
        {
            var answers = await Task.WhenAll(organizations.Select(organization => organization.GrantAsync("""{"level":"A"}"""))).WaitAsync(LongestAnswer, cancellation);

            Assert.All(answers, answer => Assert.Equal(503, (int)answer.StatusCode));
            Assert.All(answers, answer => Assert.NotNull(answer.Headers.RetryAfter));
            Assert.True(Stopwatch.GetElapsedTime(began) < LongestAnswer);
        }
        finally
        {
            proxy.Thaw();
        }

        var last = organizations[^1];
        while ((await last.RenewAsync("B")).StatusCode != System.Net.HttpStatusCode.OK)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < 3 * LongestAnswer, "It did not recover.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    [Fact]
    public async Task There_is_a_thread_for_each_connection_that_may_get_stuck()
    {
        await using var api = await TestApi.BuildAsync();

        ThreadPool.GetMinThreads(out var workers, out _);

        var pool = new NpgsqlConnectionStringBuilder(api.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString).MaxPoolSize;
        Assert.True(workers > 2 * pool, $"{workers} threads for two pools of {pool}");
    }
}
