using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Reminders;

namespace StatusLevels.Silo.Reminders;

/// <summary>Puts <see cref="WindowedReminderTable"/> before the registered reminder table.</summary>
public static class WindowedReminderHosting
{
    // A refresh costs about a millisecond, whatever the number of reminders, so it may come often. Frequent
    // refreshes allow a short window, and a short window keeps few reminders in memory. Two refreshes may
    // fail, with Orleans's pauses between attempts, before a tick is late.
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LoadingWindow = TimeSpan.FromMinutes(3);

    /// <summary>Reads only the reminders due soon, over the shared data source. Call it after the reminder table was registered.</summary>
    /// <exception cref="InvalidOperationException">No reminder table is registered.</exception>
    public static ISiloBuilder UseWindowedReminders(this ISiloBuilder silo)
    {
        var services = silo.Services;
        var decorated = services.LastOrDefault(service => service.ServiceType == typeof(IReminderTable) && !service.IsKeyedService)
            ?? throw new InvalidOperationException(
                "UseWindowedReminders comes after the registration of a reminder table; there is none yet.");
        services.Remove(decorated);
        services.AddMetrics();
        services.TryAddSingleton<ReminderMetrics>();
        services.AddSingleton<IReminderTable>(provider => ActivatorUtilities.CreateInstance<WindowedReminderTable>(
            provider,
            Create(decorated, provider),
            new DueRows(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId),
            provider.GetKeyedService<TimeProvider>(ReminderTimeProviderNames.Reminders) ?? TimeProvider.System));

        services.Configure<ReminderOptions>(options =>
            (options.RefreshReminderListPeriod, options.ReminderLoadingWindow) = (RefreshPeriod, LoadingWindow));
        services.AddOptions<ReminderOptions>()
            .Validate(
                options => options.ReminderLoadingWindow >= options.RefreshReminderListPeriod,
                "ReminderLoadingWindow must be at least RefreshReminderListPeriod: what falls due between two refreshes would fire late.")
            .ValidateOnStart();
        services.AddOptions<WindowedReminderOptions>()
            .Validate<IOptions<ReminderOptions>>(
                (options, reminders) => options.Lead >= TimeSpan.Zero && options.Lead < reminders.Value.ReminderLoadingWindow,
                "Lead must lie between zero and ReminderLoadingWindow: what is overdue would never be loaded.")
            .Validate(
                options => options.Margin >= TimeSpan.Zero && options.BacklogAge >= TimeSpan.Zero,
                "Margin and BacklogAge must not be negative.")
            .Validate(
                options => options is { OverduePerSecond: > 0, LargestBacklog: > 0, TicksUnderWay: > 0 },
                "OverduePerSecond, LargestBacklog and TicksUnderWay must be at least 1.")
            .ValidateOnStart();
        return silo;
    }

    private static IReminderTable Create(ServiceDescriptor decorated, IServiceProvider provider) => (IReminderTable)(
        decorated.ImplementationInstance
        ?? decorated.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, decorated.ImplementationType!));
}
