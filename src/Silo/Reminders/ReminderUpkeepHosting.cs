using Microsoft.Extensions.DependencyInjection;

namespace StatusLevels.Silo.Reminders;

/// <summary>What keeps ticks in bounds and reminders right.</summary>
public static class ReminderUpkeepHosting
{
    /// <summary>
    /// Bounds the ticks under way, and compares reminders with what is due. Call it after
    /// <see cref="WindowedReminderHosting.UseWindowedReminders"/>.
    /// </summary>
    public static ISiloBuilder AddReminderUpkeep(this ISiloBuilder silo)
    {
        silo.AddOutgoingGrainCallFilter<TickLimit>();
        silo.Services.AddSingleton<LaggingReminders>();
        silo.Services.AddHostedService<ReminderCheck>();
        silo.Services.AddOptions<ReminderCheckOptions>()
            .Validate(
                options => options is { Step: > 0 } && options.Pause > TimeSpan.Zero && options.AfterFailure > TimeSpan.Zero,
                "Step, Pause and AfterFailure must be above zero.")
            .Validate(
                options => options.Near >= TimeSpan.Zero && options.Tolerance >= TimeSpan.Zero && options.SecondLook >= TimeSpan.Zero,
                "Near, Tolerance and SecondLook must not be negative.")
            .ValidateOnStart();
        return silo;
    }
}
