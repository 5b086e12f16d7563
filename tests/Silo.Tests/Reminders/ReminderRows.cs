using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>Rows as an outage, a restored backup or another silo leaves them.</summary>
internal static class ReminderRows
{
    /// <summary>Moves the first instant behind the table's back: as if time had passed without a silo.</summary>
    public static async Task MoveAsync(this ReminderTableUnderTest table, ReminderEntry entry, DateTime startAt)
    {
        await using var command = table.Database.DataSource.CreateCommand(
            "update orleansreminderstable set starttime = $1 where grainid = $2 and remindername = $3");
        command.With(startAt, entry.GrainId.ToString(), entry.ReminderName);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    public static async Task InsertAsync(NpgsqlDataSource database, string serviceId, GrainId grain, DateTime startAt, TimeSpan period)
    {
        await using var command = database.CreateCommand(
            "insert into orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash) values ($1, $2, 'expiry', $3, $4, $5)");
        command.With(serviceId, grain.ToString(), startAt, (long)period.TotalMilliseconds, unchecked((int)grain.GetUniformHashCode()));
        await command.ExecuteNonQueryAsync();
    }
}
