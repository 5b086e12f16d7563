using System.Diagnostics;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Traffic;

/// <summary>A table that somebody else holds: whoever asks for it waits, until it is let go.</summary>
internal sealed class HeldTable(TestDatabase database, NpgsqlConnection holder) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(30);

    public static async Task<HeldTable> LockAsync(TestDatabase database, string table, string mode)
    {
        var holder = await database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; lock table statuslevels.{table} in {mode} mode", holder);
        await command.ExecuteNonQueryAsync();
        return new HeldTable(database, holder);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        for (var since = Stopwatch.GetTimestamp(); !await condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < (patience ?? Patience), "It did not come to that in time.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task UntilSomebodyWaitsAsync() => UntilAsync(async () => await WaitingAsync() > 0);

    public Task UntilNobodyWaitsAsync(TimeSpan patience) => UntilAsync(async () => await WaitingAsync() == 0, patience);

    public async ValueTask DisposeAsync()
    {
        await using (var command = new NpgsqlCommand("rollback", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        await holder.DisposeAsync();
    }

    private async Task<long> WaitingAsync()
    {
        await using var command = database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and state = 'active'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
