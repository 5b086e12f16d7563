using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace StatusLevels.Api.Tests.Health;

/// <summary>A database that takes connections and answers nothing, as one does whose machine or disk stands still.</summary>
public sealed class FrozenDatabaseTests
{
    [Fact]
    public async Task There_is_a_thread_for_each_connection_that_may_get_stuck()
    {
        await using var api = await TestApi.BuildAsync();

        ThreadPool.GetMinThreads(out var workers, out _);

        var pool = new NpgsqlConnectionStringBuilder(api.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString).MaxPoolSize;
        Assert.True(workers > 2 * pool, $"{workers} threads for two pools of {pool}");
    }
}
