namespace StatusLevels.Bench.Reminders;

/// <summary>A grain with a reminder and nothing else.</summary>
internal interface IArmedGrain : IGrainWithGuidKey
{
    /// <summary>Arms and disarms a reminder, which succeeds as soon as the reminder service of its silo has loaded what it must.</summary>
    Task Probe();
}

internal sealed class ArmedGrain : Grain, IArmedGrain, IRemindable
{
    private const string ProbeName = "probe";

    public async Task Probe() => await this.UnregisterReminder(
        await this.RegisterOrUpdateReminder(ProbeName, TimeSpan.FromDays(1), TimeSpan.FromMinutes(1)));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
