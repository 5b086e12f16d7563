using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Webhooks;

/// <summary>
/// A subscription from its trial to its end, over HTTP and PostgreSQL. The clock is moved; what falls due acts by itself, through the
/// reminder.
/// </summary>
public sealed class SubscriptionLifeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);

    [Fact]
    public async Task Trial_active_past_due_notice_paid_past_due_cancelled_and_at_the_end_of_grace_A_is_gone()
    {
        var clock = new FakeTimeProvider(Start);
        await using var api = await TestApi.StartAsync(time: clock);
        var organization = Guid.NewGuid();

        await ReportAsync("trialing", "granted");
        await MoveToDayAsync(5);
        await ReportAsync("active", "already_active");
        await MoveToDayAsync(30);
        await ReportAsync("past_due", "retained", "grace_period_started");

        await MoveToDayAsync(37);
        await UntilAsync("the notices of days 1 and 7 are raised", async () => await RaisedAsync() is ["1", "7"]);

        await MoveToDayAsync(38);
        await ReportAsync("active", "already_active", "grace_period_cleared");
        await MoveToDayAsync(60);
        await ReportAsync("past_due", "retained", "grace_period_started");
        await MoveToDayAsync(62);
        await ReportAsync("canceled", "retained", "already_in_grace");
        Assert.Equal("grace", (await StatusAsync()).LevelOf("A")!.Value.Text("state"));

        await MoveToDayAsync(74);
        await UntilAsync("A is revoked", async () => (await HistoryAsync())[0].Text("action") is "revoked");

        var status = await StatusAsync();
        Assert.Equal("0", status.Text("current_level"));
        Assert.Null(status.LevelOf("A"));
        Assert.Equal(["1", "7", "1", "7", "13"], await RaisedAsync());
        Assert.Equal(
            [
                (0, "auto_granted", "subscription_active"),
                (30, "grace_started", "subscription_past_due"),
                (38, "grace_cleared", "subscription_active"),
                (60, "grace_started", "subscription_past_due"),
                (74, "revoked", "subscription_cancelled_after_grace"),
            ],
            (await HistoryAsync()).Reverse().Select(
                entry => (Day(entry.GetProperty("created_at").GetDateTimeOffset()), entry.Text("action"), entry.Text("reason"))));
        var entries = await HistoryAsync();
        Assert.Equal(
            entries[1].GetProperty("created_at").GetDateTimeOffset().AddDays(14), entries[0].GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(
            ["status.level.granted", "status.grace.started", "status.grace.notice", "status.grace.notice", "status.grace.cleared",
                "status.grace.started",
                "status.grace.notice", "status.grace.notice", "status.grace.notice", "status.level.revoked"],
            await ColumnAsync("select type from statuslevels.outbox where organization_id = $1 order by number"));

        async Task ReportAsync(string newStatus, string levelA, string? grace = null)
        {
            using var client = await api.SignedInAsync();
            var body =
                new JsonObject { ["subscription_id"] = "sub_1", ["new_status"] = newStatus, ["organization_id"] = organization.ToString() };
            var actions = (await (await client.ReportAsync(body)).ShouldBeOkAsync()).GetProperty("data").GetProperty("status_levels");
            Assert.Equal(levelA, actions.GetProperty("level_a_action").Text("action"));
            Assert.Equal(grace, actions.TryGetProperty("grace_period_action", out var action) ? action.Text("action") : null);
        }

        async Task<System.Text.Json.JsonElement> StatusAsync()
        {
            using var client = await api.SignedInAsync();
            return await client.StatusAsync(organization);
        }

        async Task<System.Text.Json.JsonElement[]> HistoryAsync()
        {
            using var client = await api.SignedInAsync();
            return await client.HistoryAsync(organization);
        }

        Task<string[]> RaisedAsync() => ColumnAsync(
            "select point::text from statuslevels.expiry_notices where organization_id = $1 and outcome = 'raised' order by due_at");

        async Task<string[]> ColumnAsync(string sql)
        {
            await using var command = api.Database.DataSource.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = organization });
            var rows = new List<string>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }

            return [.. rows];
        }

        // A day at a time, and each day has the time to act: so the reminder is found as it would be by a clock that ticks.
        async Task MoveToDayAsync(int day)
        {
            while (clock.GetUtcNow() < Start.AddDays(day))
            {
                clock.SetUtcNow(Start.AddDays(Math.Min(day, Day(clock.GetUtcNow()) + 1)));
                await UntilAsync("what is due has acted", async () => await ColumnAsync(
                    $"select '' from statuslevels.organization_status where organization_id = $1 and next_due <= '{clock.GetUtcNow():O}'") is []);
            }
        }

        Task UntilAsync(string what, Func<Task<bool>> holds) => Eventually.HoldsAsync(
            async () =>
            {
                var isSo = await holds();
                clock.Advance(isSo ? TimeSpan.Zero : TimeSpan.FromMinutes(1));
                return isSo;
            },
            Patience,
            what);
    }

    private static int Day(DateTimeOffset instant) => (int)(instant - Start).TotalDays;
}
