using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Silo.Telemetry;
using StatusLevels.Silo.Tests.Expiry;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Telemetry;

/// <summary>What waits in the database, as an operator sees it.</summary>
public sealed class StorageGaugesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_oldest_event_counts_once_somebody_delivers_and_the_last_summary_counts_from_its_end()
    {
        var clock = new FakeTimeProvider(Start);
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var gauges = new StorageGauges(database.DataSource, clock, meters, NullLogger<StorageGauges>.Instance);
        using var seen = new SeenGauges(StorageGauges.MeterName, meters);
        await AddEventAsync(1, Start.AddDays(-1), deliveredAt: null);
        await gauges.StartAsync(TestContext.Current.CancellationToken);

        // Nothing was ever delivered, and no summary was ever written.
        await LookAsync("");
        await AddEventAsync(2, Start.AddMinutes(-10), Start);
        await AddSummaryAsync(Start.AddHours(-10), finishedAt: Start.AddHours(-10));
        await AddSummaryAsync(Start.AddHours(14), finishedAt: null);
        await LookAsync("age 36, oldest 86");
        await database.ExecuteAsync("update outbox set delivered_at = $1 where number = 1", Start);
        await LookAsync("age 36, oldest 0");

        // An event that waits again is as old as it is.
        await AddEventAsync(3, Start.AddMinutes(-25), deliveredAt: null);
        await LookAsync("age 36, oldest 1");

        await database.ExecuteAsync("alter table outbox rename to outbox_away");
        await LookAsync("");
        await database.ExecuteAsync("alter table outbox_away rename to outbox");
        await LookAsync("age 36, oldest 1");
        await gauges.StopAsync(TestContext.Current.CancellationToken);

        // In thousands of seconds: the clock goes on while it is waited for.
        Task LookAsync(string expected) => Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Thousands(seen.Text()) == expected;
        });

        Task AddEventAsync(int number, DateTimeOffset createdAt, DateTimeOffset? deliveredAt) => database.ExecuteAsync(
            """
            insert into outbox (organization_id, epoch, number, id, type, time, data, created_at, delivered_at)
            values ('7b1d6c52-3f0e-4c58-9a41-5d2c8e90a001', 1, $1, $1::text, 'a.type', $2, '{}', $2, $3::timestamptz)
            """,
            number, createdAt, (object?)deliveredAt?.UtcDateTime);

        Task AddSummaryAsync(DateTimeOffset until, DateTimeOffset? finishedAt) => database.ExecuteAsync(
            "insert into expiry_summaries (day, claimed_at, claimed_by, finished_at, until) values ($1::date, $1, 'a test', $2::timestamptz, $1)",
            until, (object?)finishedAt?.UtcDateTime);
    }

    private static string Thousands(string text) => string.Join(
        ", ", text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(gauge => $"{gauge.Split(' ')[0]} {(int)(double.Parse(gauge.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) / 1000)}"));
}
