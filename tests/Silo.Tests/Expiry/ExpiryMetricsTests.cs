using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Expiry;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Expiry;

/// <summary>What an operator sees of notices, and of those who wait for them.</summary>
public sealed class ExpiryMetricsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Notices_are_counted_with_their_lateness_when_they_are_committed()
    {
        var clock = new FakeTimeProvider(Start);
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var silo = await TestSilo.StartAsync(database, clock);
        using var seen = new Seen(silo.Services.GetRequiredService<IMeterFactory>());
        var organization = silo.Organization(new OrganizationId(Guid.NewGuid()));
        var end = Start.AddDays(65);
        Assert.Null((await organization.Grant(new StatusCommand.Grant(StatusLevel.B, end), Call.System)).Failure);
        Assert.Empty(seen.Sums);

        clock.SetUtcNow(end.AddDays(-60).AddSeconds(60));
        await organization.Tick(Call.System);
        await SettledAsync(organization, end.AddDays(-30));
        Assert.Equal("due expiry/60: 1, lateness expiry/60: 60, raised expiry/60: 1", seen.Text);

        clock.SetUtcNow(end.AddDays(-7).AddSeconds(61));
        await organization.Tick(Call.System);
        await SettledAsync(organization, end.AddDays(-1));
        Assert.Equal(
            "due expiry/30: 1, due expiry/60: 1, due expiry/7: 1, late expiry/7: 1, lateness expiry/60: 60, lateness expiry/7: 61, raised expiry/60: 1, raised expiry/7: 1, superseded expiry/30: 1",
            seen.Text);
    }

    [Fact]
    public async Task The_gauges_say_who_waits_and_nothing_while_that_is_not_known()
    {
        var clock = new FakeTimeProvider(Start);
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await database.ArmedAsync(Start.AddSeconds(-90));
        await database.ArmedAsync(Start.AddDays(1), 2);
        await database.ArmedAsync(null, 4);
        await using var node = await ExpiryNode.StartAsync(database, clock);
        using var seen = new Seen(node.Meters);

        await Eventually.HoldsAsync(() => seen.Gauges() == "armed 3, overdue.oldest 90");
        await database.ExecuteAsync("update organization_status set next_due = null where next_due < $1", Start);
        await LookAsync("armed 2, overdue.oldest 0");
        await database.ExecuteAsync("alter table organization_status rename to organization_status_away");
        await LookAsync("");
        await database.ExecuteAsync("alter table organization_status_away rename to organization_status");
        await LookAsync("armed 2, overdue.oldest 0");

        Task LookAsync(string expected) => Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return seen.Gauges() == expected;
        });
    }

    [Fact]
    public async Task Many_armed_organizations_are_estimated_instead_of_counted()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await database.ArmedAsync(Start.AddDays(1), 10_000);
        var reader = new ExpirySummaryReader(database.DataSource);
        Assert.Equal(new ExpiryBacklog(10_000, false, TimeSpan.Zero), await reader.ReadBacklog(Start, CancellationToken.None));

        await database.ArmedAsync(Start.AddDays(1), 15_000);
        await database.ArmedAsync(null, 15_000);
        await database.ExecuteAsync("analyze organization_status");

        var backlog = await reader.ReadBacklog(Start, CancellationToken.None);
        Assert.True(backlog.IsEstimate);
        Assert.InRange(backlog.Armed, 24_000, 26_000);
    }

    // The reminder may be ticking too: wait until both are through.
    private static Task SettledAsync(IOrganizationStatusGrain organization, DateTimeOffset nextDue) =>
        Eventually.HoldsAsync(async () => (await organization.GetStatus()).NextDue == nextDue);

    /// <summary>Listens to the meter of one node.</summary>
    private sealed class Seen : IDisposable
    {
        private const string Prefix = "statuslevels.expiry.";

        private readonly MeterListener listener = new();
        private readonly ConcurrentDictionary<string, double> gauges = new(StringComparer.Ordinal);

        public Seen(IMeterFactory meters)
        {
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == NoticeMetrics.MeterName && instrument.Meter.Scope == meters)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        public ConcurrentDictionary<string, double> Sums { get; } = new(StringComparer.Ordinal);

        public string Text =>
            string.Join(", ", Sums.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value:0}"));

        public string Gauges()
        {
            gauges.Clear();
            listener.RecordObservableInstruments();
            return string.Join(", ", gauges.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value:0}"));
        }

        public void Dispose() => listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name[Prefix.Length..];
            if (instrument.IsObservable)
            {
                gauges[name] = value;
                return;
            }

            Sums.AddOrUpdate($"{name["notices.".Length..]} {tags[0].Value}/{tags[1].Value}", value, (_, before) => before + value);
        }
    }
}
