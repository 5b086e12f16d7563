using Microsoft.Extensions.Hosting;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Reminders;

namespace StatusLevels.Silo.Telemetry;

/// <summary>What seldom happens is counted from 0 on, as soon as somebody listens.</summary>
internal sealed class CountersFromZero(NoticeMetrics notices, ReminderMetrics reminders, StatusLevelCatalog catalog) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        notices.Begin(catalog);
        reminders.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
