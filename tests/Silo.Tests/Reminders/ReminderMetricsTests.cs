using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Silo.Reminders;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>What an operator sees of the reads.</summary>
public sealed class ReminderMetricsTests
{
    [Fact]
    public async Task A_read_counts_its_rows_the_overdue_ones_and_what_it_left_behind()
    {
        await using var table = await ReminderTableUnderTest.CreateAsync(services =>
            services.Configure<WindowedReminderOptions>(options => options.LargestBacklog = 2));
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == ReminderMetrics.MeterName && instrument.Meter.Scope == table.Service<IMeterFactory>())
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1));
        listener.Start();
        for (var number = 0; number < 3; number++)
        {
            await table.MoveAsync(await table.AddAsync(table.Now.AddDays(1)), table.Now.AddHours(-1));
        }

        await table.AddAsync(table.Now.AddSeconds(20));
        await table.LoadAsync();
        Assert.Equal(3, seen["statuslevels.reminders.read.rows"]);
        Assert.Equal(2, seen["statuslevels.reminders.read.overdue"]);
        Assert.Equal(1, seen["statuslevels.reminders.read.incomplete"]);
        Assert.Equal(1, seen["statuslevels.reminders.read.duration"]);

        void Add(Instrument instrument, double value) => seen.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
    }
}
