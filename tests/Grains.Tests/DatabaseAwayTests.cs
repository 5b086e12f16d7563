using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Orleans.Core.Internal;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>Ticks while the database is away.</summary>
public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task Ticks_that_find_the_database_away_are_tried_again_and_raise_once_when_it_is_back()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var proxy = PostgresProxy.Start(database.RuntimeConnectionString);
        var clock = new FakeTimeProvider(SharedSilo.Start);
        await using var silo = await TestSilo.StartAsync(proxy.ConnectionString, clock);
        var failures = 0L;
        using var listener = ListenFor("statuslevels.reminders.tick.failures", _ => Interlocked.Increment(ref failures));
        using var listenerToo = ListenFor("statuslevels.reminders.undelivered", _ => Interlocked.Increment(ref failures));
        var loaded = 0L;
        using var loads = ListenFor("statuslevels.reminders.read.rows", rows => Interlocked.Add(ref loaded, rows));

        // Near enough to be loaded, too far for a timer. In memory: the write fails. Not in memory: the state cannot be read.
        var end = SharedSilo.Start.AddDays(60).AddSeconds(170);
        var ids = Enumerable.Range(0, 6).Select(_ => SharedSilo.NewOrganization()).ToList();
        foreach (var id in ids.Take(3))
        {
            await silo.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.B, end), SharedSilo.Admin);
            await silo.Organization(id).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        }

        foreach (var id in ids.Skip(3))
        {
            await silo.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.B, end), SharedSilo.Admin);
        }

        clock.Advance(TimeSpan.FromSeconds(61));
        await Eventually.HoldsAsync(() => Interlocked.Read(ref loaded) >= ids.Count);
        await proxy.RefuseAsync();
        clock.Advance(TimeSpan.FromSeconds(109));
        await Eventually.HoldsAsync(() => Interlocked.Read(ref failures) >= ids.Count);
        proxy.Accept();

        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return await database.ScalarAsync<long>("select count(*) from expiry_notices where point = 60 and outcome = 'raised'") == ids.Count;
        });
        Assert.Equal(ids.Count, await database.ScalarAsync<long>("select count(*) from outbox where type = 'status.expiry.notice'"));

        // The reminder moves on only after the write.
        await Eventually.HoldsAsync(() => database.ScalarAsync<bool>("select bool_and(starttime > $1) from orleansreminderstable", clock.GetUtcNow()));
    }

    private static MeterListener ListenFor(string name, Action<long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == name)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted(value));
        listener.Start();
        return listener;
    }
}
