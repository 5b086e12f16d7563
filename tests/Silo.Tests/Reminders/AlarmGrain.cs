using Npgsql;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>The smallest thing with a reminder: it notes in the database that it rang, and stops.</summary>
public interface IAlarmGrain : IGrainWithGuidKey
{
    Task Set(TimeSpan due);
}

internal sealed class AlarmGrain(NpgsqlDataSource database) : Grain, IAlarmGrain, IRemindable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    public async Task Set(TimeSpan due)
    {
        await Alarms.SetAsync(database, this.GetPrimaryKey(), due);
        await this.RegisterOrUpdateReminder("expiry", due, Period);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await Alarms.RingAsync(database, this.GetPrimaryKey());
        if (await this.GetReminder(reminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }
}
