using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Expiry;

/// <summary>What operators hear every day, and who hears it outside.</summary>
public sealed class DailySummaryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Two = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);

    private readonly FakeTimeProvider clock = new(Two.AddHours(-10).AddMinutes(7));
    private TestDatabase database = null!;
    private HeartbeatListener listener = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        listener = await HeartbeatListener.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task At_two_in_the_morning_one_line_says_what_became_of_the_notices_since_the_day_before()
    {
        await database.RaisedAsync(60, Two.AddHours(-20), TimeSpan.FromMilliseconds(5), count: 98);
        await database.RaisedAsync(30, Two.AddHours(-2), TimeSpan.FromSeconds(60));
        await database.RaisedAsync(7, Two.AddHours(-24), TimeSpan.FromSeconds(61), kind: "grace");
        await database.RaisedAsync(1, Two.AddDays(-2), TimeSpan.FromHours(23.9));
        await database.RaisedAsync(1, Two.AddDays(-3), TimeSpan.FromDays(3));
        await database.RaisedAsync(1, Two.AddSeconds(-30), TimeSpan.FromSeconds(31));
        await database.SupersededAsync(30, Two.AddDays(-2), Two.AddHours(-1));
        await database.SupersededAsync(30, Two.AddDays(-9), Two.AddDays(-5));
        await database.PendingAsync(7, Two.AddHours(23));
        await database.PendingAsync(1, Two.AddMinutes(-1));
        await database.PendingAsync(1, Two.AddHours(25));
        await database.ArmedAsync(Two.AddMinutes(-2));
        await database.ArmedAsync(Two.AddDays(9), 3);
        await database.ArmedAsync(null, 5);
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);

        await UntilAsync(() => node.Summaries.Count() == 2 && listener.Heard == "++");

        Assert.Equal(
            "Expiry summary from 2026-03-01T02:00Z to 2026-03-02T02:00Z: raised 100 (60 d: 98, 30 d: 1, grace day 7: 1), late 1 (max 1 min 1 s, p99 1 min 0 s), "
            + "superseded 1; due within 24 h 2 (7 d: 1, 1 d: 1); organizations armed 7, oldest overdue ",
            node.Summaries.Last()[..^"2 min 0 s".Length]);
        Assert.InRange(
            await database.ScalarAsync<DateTime>("select claimed_at from expiry_summaries where day = '2026-03-02'"), Two.UtcDateTime,
            Two.AddMinutes(5).UtcDateTime);
        Assert.Equal("100 1 1 2 00:01:01", await database.ScalarAsync<string>(
            "select concat_ws(' ', raised, late, superseded, due_next, max_lateness) from expiry_summaries where day = '2026-03-02' and finished_at is not null"));
        Assert.DoesNotContain(node.Log, line => line.Contains(HeartbeatListener.Hidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_the_nodes_of_a_cluster_one_speaks_and_calls()
    {
        await using var one = await ExpiryNode.StartAsync(database, clock, listener);
        await using var other = await ExpiryNode.StartAsync(database, clock, listener);
        await using var third = await ExpiryNode.StartAsync(database, clock, listener);

        for (var day = 1; day <= 4; day++)
        {
            var expected = day;
            await UntilAsync(() => Lines() >= expected && listener.Heard.Length >= expected);
            clock.SetUtcNow(Two.AddDays(day - 1));
        }

        await UntilAsync(() => Lines() >= 5 && listener.Heard.Length >= 5);
        Assert.Equal((5, "+++++"), (Lines(), listener.Heard));
        Assert.Equal(5L, await database.ScalarAsync<long>("select count(*) from expiry_summaries where finished_at is not null"));

        int Lines() => one.Summaries.Count() + other.Summaries.Count() + third.Summaries.Count();
    }

    [Fact]
    public async Task Days_that_all_nodes_missed_are_caught_up_with_at_the_next_start_and_nothing_between_is_left_out()
    {
        await using (var before = await ExpiryNode.StartAsync(database, clock))
        {
            await UntilAsync(() => before.Summaries.Any());
        }

        await database.RaisedAsync(7, Two.AddHours(1), TimeSpan.FromSeconds(1));
        clock.SetUtcNow(Two.AddDays(3).AddHours(5));
        await using var after = await ExpiryNode.StartAsync(database, clock, listener);

        await UntilAsync(() => after.Summaries.Any() && listener.Heard == "+");
        Assert.StartsWith("Expiry summary from 2026-03-01T02:00Z to 2026-03-05T02:00Z: raised 1 (7 d: 1)", after.Summaries.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_node_began_and_did_not_finish_another_one_finishes()
    {
        await database.ExecuteAsync("insert into expiry_summaries (day, claimed_at, claimed_by) values ('2026-03-01', $1, 'gone')", clock.GetUtcNow());
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);
        var started = clock.GetUtcNow();

        await UntilAsync(() => node.Summaries.Any());

        Assert.InRange(clock.GetUtcNow() - started, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(40));
        Assert.StartsWith("Expiry summary from 2026-02-28T02:00Z to 2026-03-01T02:00Z", node.Summaries.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_more_than_ten_minutes_is_trouble_until_nobody_does()
    {
        await database.ArmedAsync(clock.GetUtcNow().AddMinutes(-11));
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);
        await Eventually.HoldsAsync(() => listener.Heard == "-");
        Assert.Contains("oldest overdue 11 min 0 s", node.Summaries.Single(), StringComparison.Ordinal);

        await database.ExecuteAsync("update organization_status set next_due = null");

        await UntilAsync(() => listener.Heard == "-+");
        Assert.Single(node.Summaries);
    }

    [Fact]
    public async Task Ten_minutes_are_no_trouble_yet()
    {
        await database.ArmedAsync(clock.GetUtcNow().AddMinutes(-10));
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);

        await Eventually.HoldsAsync(() => listener.Heard == "+");
    }

    [Fact]
    public async Task A_summary_that_fails_is_trouble_and_is_tried_again()
    {
        await database.ExecuteAsync("alter table settled_notices rename to settled_notices_away");
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);
        await UntilAsync(() => listener.Heard == "-");
        Assert.Contains(
            node.Log, line => line.StartsWith("The expiry summary of 2026-03-01 could not be written", StringComparison.Ordinal));

        await database.ExecuteAsync("alter table settled_notices_away rename to settled_notices");

        await UntilAsync(() => node.Summaries.Any() && listener.Heard.EndsWith('+'));
    }

    [Fact]
    public async Task Whoever_does_not_answer_well_is_called_again()
    {
        listener.Answers.Enqueue(503);
        listener.Answers.Enqueue(500);
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);

        await Eventually.HoldsAsync(
            () => listener.Heard == "+++" && node.Log.Contains("Heartbeat sent: all is well", StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_does_not_know_the_address_is_called_once_and_the_log_says_so_without_it()
    {
        listener.Answers.Enqueue(404);
        await using var node = await ExpiryNode.StartAsync(database, clock, listener);

        await Eventually.HoldsAsync(
            () => node.Log.Any(line => line.StartsWith("The heartbeat was answered with HTTP status 404", StringComparison.Ordinal)));
        Assert.Equal("+", listener.Heard);
        Assert.DoesNotContain(node.Log, line => line.Contains(HeartbeatListener.Hidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_is_in_no_trace()
    {
        var traced = new ConcurrentQueue<string>();
        using var tracing = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue(string.Join(' ', activity.Tags)),
        };
        ActivitySource.AddActivityListener(tracing);
        using (var anyone = new HttpClient())
        {
            await anyone.GetAsync($"{listener.Url}?traced");
        }

        await using var node = await ExpiryNode.StartAsync(database, clock, listener);
        await Eventually.HoldsAsync(() => node.Log.Contains("Heartbeat sent: all is well", StringComparer.Ordinal));

        Assert.Equal(1, traced.Count(tags => tags.Contains(listener.Url, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_there_is_a_line_without_the_address_and_the_node_lives_on()
    {
        await using var gone = await HeartbeatListener.StartAsync();
        await using var node = await ExpiryNode.StartAsync(database, clock, gone);
        await Eventually.HoldsAsync(() => gone.Heard == "+");
        await gone.DisposeAsync();
        clock.SetUtcNow(Two);

        await Eventually.HoldsAsync(
            () => node.Log.Any(line => line.StartsWith("The heartbeat could not be sent (ConnectionError)", StringComparison.Ordinal)));
        Assert.DoesNotContain(node.Log, line => line.Contains(HeartbeatListener.Hidden, StringComparison.Ordinal));
        clock.SetUtcNow(Two.AddDays(1));
        await Eventually.HoldsAsync(() => node.Summaries.Count() == 3);
    }

    [Fact]
    public async Task Days_are_kept_for_four_hundred_days()
    {
        await database.ExecuteAsync("insert into expiry_summaries (day, claimed_at, claimed_by) select '2026-03-01'::date - d, now(), 'long ago' from generate_series(399, 402) as d");
        await using var node = await ExpiryNode.StartAsync(database, clock);

        await UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from expiry_summaries where claimed_by = 'long ago'") == 2);
    }

    private Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    // The clock goes on while nodes work; only what waits for it waits.
    private Task UntilAsync(Func<Task<bool>> holds) => Eventually.HoldsAsync(
        async () =>
        {
            var isSo = await holds();
            if (!isSo)
            {
                var untilTwo = Two - clock.GetUtcNow();
                clock.Advance(TimeSpan.FromSeconds(untilTwo > TimeSpan.Zero && untilTwo <= TimeSpan.FromMinutes(1) ? 1 : 60));
            }

            return isSo;
        },
        Patience);
}
