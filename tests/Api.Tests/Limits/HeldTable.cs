using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>A table that somebody else holds: whoever asks for it waits, until it is let go.</summary>
internal sealed class HeldTable(TestDatabase database, NpgsqlConnection holder, string asking) : IAsyncDisposable
{
    /// <summary>Holds it.</summary>
    /// <param name="database">Where it is.</param>
    /// <param name="table">Which one.</param>
    /// <param name="mode">How.</param>
    /// <param name="asking">Who is watched: whose statement has this in it. The product itself looks into its tables too, and goes on
    /// waiting.</param>
    public static async Task<HeldTable> LockAsync(TestDatabase database, string table, string mode, string asking = "")
    {
        var holder = await database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; lock table statuslevels.{table} in {mode} mode", holder);
        await command.ExecuteNonQueryAsync();
        return new HeldTable(database, holder, asking);
    }

    public Task UntilSomebodyWaitsAsync() => Eventually.HoldsAsync(async () => await WaitingAsync() > 0);

    public Task UntilNobodyWaitsAsync(TimeSpan patience) => Eventually.HoldsAsync(async () => await WaitingAsync() == 0, patience);

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
        await using var command = database.DataSource.CreateCommand("""
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and state = 'active' and query not like '%take_events%'
              and strpos(query, $1) > 0
            """);
        command.Parameters.Add(new() { Value = asking });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
