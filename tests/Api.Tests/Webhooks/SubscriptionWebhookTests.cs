using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Webhooks;

public sealed class SubscriptionWebhookTests(SharedApi shared)
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly HttpClient client = shared.Admin;

    public static TheoryData<string> Rows => [.. SubscriptionRows.All.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_row_of_the_subscription_table(string name)
    {
        var row = SubscriptionRows.All[name];
        var now = DateTimeOffset.Parse(
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        foreach (var said in row.Before)
        {
            await SayAsync(said, now);
        }

        var answer = await (await client.ReportAsync(row.When.Body(organization, now))).ShouldBeOkAsync();

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.NotEmpty(answer.Text("message"));
        var data = answer.GetProperty("data");
        Assert.Equal((row.When.Subscription, organization.ToString()), (data.Text("subscription_id"), data.Text("organization_id")));
        var actions = data.GetProperty("status_levels");
        Assert.Equal(row.LevelA, actions.GetProperty("level_a_action").Text("action"));
        Assert.Equal(row.Grace is not null, actions.TryGetProperty("grace_period_action", out var grace));
        if (row.Grace is not null)
        {
            Assert.Equal(
                (row.Grace, now.AddDays(row.GraceEndsInDays ?? 0)), (grace.Text("action"), Instant(grace, "grace_period_ends_at") ?? now));
        }

        await ExpectAAsync(row, now);
    }

    [Fact]
    public async Task The_answer_has_exactly_the_fixed_members()
    {
        await SayAsync(new Said.Event("active"), default);
        var answer = await (await client.ReportAsync(new Said.Event("past_due").Body(organization, default))).ShouldBeOkAsync();
        Assert.Equal(["success", "message", "data", "timestamp", "warnings"], answer.Names());
        Assert.Empty(answer.GetProperty("warnings").EnumerateArray());
        var data = answer.GetProperty("data");
        Assert.Equal(["subscription_id", "old_status", "new_status", "organization_id", "status_levels"], data.Names());
        Assert.Equal(("active", "past_due"), (data.Text("old_status"), data.Text("new_status")));
        var levels = data.GetProperty("status_levels");
        Assert.Equal(["level_a_action", "grace_period_action"], levels.Names());
        Assert.Equal(["action", "status_level_id"], levels.GetProperty("level_a_action").Names());
        Assert.Equal(
            (await client.StatusAsync(organization)).LevelOf("A")!.Value.Text("id"),
            levels.GetProperty("level_a_action").Text("status_level_id"));
        Assert.Equal(["action", "grace_period_ends_at"], levels.GetProperty("grace_period_action").Names());
    }

    [Fact]
    public async Task An_instant_without_an_offset_is_UTC_here_and_the_answer_warns_of_it()
    {
        var body = new JsonObject
        {
            ["subscription_id"] = "sub_1",
            ["new_status"] = "active",
            ["organization_id"] = $"{organization}",
            ["occurred_at"] = "2026-03-01T12:00:00.5",
            ["current_period_end"] = "2026-04-01T12:00:00",
            ["event_id"] = "e1",
        };

        var answer = await (await client.ReportAsync(body)).ShouldBeOkAsync();

        Assert.Equal(
            ["occurred_at_without_offset", "current_period_end_without_offset"],
            answer.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        var told = Assert.Single(await client.HistoryAsync(organization)).GetProperty("metadata");
        Assert.Equal("2026-03-01T12:00:00.500Z", told.Text("occurred_at"));
        var end = (await client.StatusAsync(organization)).GetProperty("subscription").Text("current_period_end");
        Assert.Equal("2026-04-01T12:00:00.000Z", end);
    }

    [Theory]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01 12:00:00")]
    [InlineData("noon")]
    public async Task What_is_no_instant_is_refused_with_or_without_an_offset(string text)
    {
        var body = new Said.Event("active").Body(organization, default);
        body["occurred_at"] = text;

        Assert.Equal(["occurred_at"], (await (await client.ReportAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task The_old_status_of_an_unknown_subscription_is_null()
    {
        var answer = await (await client.ReportAsync(new Said.Event("active").Body(organization, default))).ShouldBeOkAsync();
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("data").GetProperty("old_status").ValueKind);
    }

    [Fact]
    public async Task A_repeat_by_the_header_webhook_id_gets_the_first_answer_and_changes_nothing()
    {
        await SayAsync(new Said.Event("active"), default);
        var body = new Said.Event("past_due").Body(organization, default);
        var first = await (await client.ReportAsync(body, "msg_1")).Content.ReadAsStringAsync();
        await SayAsync(new Said.Event("active"), default);
        var version = (await client.StatusAsync(organization)).GetProperty("version").GetInt64();

        Assert.Equal(first, await (await client.ReportAsync(body, "msg_1")).Content.ReadAsStringAsync());
        Assert.Equal(version, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task The_event_id_of_the_body_goes_before_that_of_the_header()
    {
        await (await client.ReportAsync(new Said.Event("active", EventId: "evt_1").Body(organization, default), "msg_1")).ShouldBeOkAsync();
        var second = await (
            await client.ReportAsync(new Said.Event("active", EventId: "evt_2").Body(organization, default), "msg_1")).ShouldBeOkAsync();
        Assert.Equal(
            "already_active", second.GetProperty("data").GetProperty("status_levels").GetProperty("level_a_action").Text("action"));
    }

    [Fact]
    public async Task A_word_that_decides_nothing_writes_nothing()
    {
        var answer = await (await client.ReportAsync(new Said.Event("incomplete").Body(organization, default))).ShouldBeOkAsync();
        Assert.Equal("incomplete", answer.GetProperty("data").Text("new_status"));
        Assert.Equal(0, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    public static TheoryData<string, string, int, string, string?> BadInput => new()
    {
        { "organization_id", "\"not-a-uuid\"", 400, "malformed_id", null },
        { "organization_id", "\" 6f9619ff-8b86-d011-b42d-00c04fc964ff\"", 400, "malformed_id", null },
        { "organization_id", "7", 422, "validation_failed", "organization_id" },
        { "new_status", "\"gone\"", 422, "unknown_subscription_status", "new_status" },
        { "new_status", "\"\"", 422, "unknown_subscription_status", "new_status" },
        { "new_status", "\"succeeded\"", 422, "unknown_subscription_status", "new_status" },
        { "new_status", "null", 422, "validation_failed", "new_status" },
        { "provider", "\"paypal\"", 422, "validation_failed", "provider" },
        { "subscription_id", "\"\"", 422, "validation_failed", "subscription_id" },
        { "subscription_id", $"\"{new string('s', 256)}\"", 422, "validation_failed", "subscription_id" },
        { "subscription_id", "\"a\\u0000b\"", 422, "validation_failed", "subscription_id" },
        { "event_id", "\"\"", 422, "validation_failed", "event_id" },
        { "event_id", $"\"{new string('e', 256)}\"", 422, "validation_failed", "event_id" },
        { "grace_period_days", "-1", 422, "validation_failed", "grace_period_days" },
        { "grace_period_days", "91", 422, "validation_failed", "grace_period_days" },
        { "grace_period_days", "1.5", 422, "validation_failed", "grace_period_days" },
        { "occurred_at", "\"9999-01-01T00:00:00Z\"", 422, "occurred_at_in_future", "occurred_at" },
        { "current_period_end", "\"soon\"", 422, "validation_failed", "current_period_end" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field_and_changes_nothing(string member, string value, int status, string code, string? field)
    {
        var body = new Said.Event("active").Body(organization, default);
        body[member] = JsonNode.Parse(value);
        var problem = await (await client.ReportAsync(body)).ShouldBeProblemAsync(status, code);
        if (field is not null)
        {
            Assert.Equal([field], problem.Fields());
        }

        Assert.Equal(0, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task An_event_of_over_five_minutes_ahead_is_refused_and_one_within_them_is_not()
    {
        var now = TimeProvider.System.GetUtcNow();
        var ahead = await client.ReportAsync(new Said.Event("active", OccurredInDays: 10.0 / (24 * 60)).Body(organization, now));
        Assert.Equal(["occurred_at"], (await ahead.ShouldBeProblemAsync(422, "occurred_at_in_future")).Fields());
        await (
            await client.ReportAsync(new Said.Event("active", OccurredInDays: 4.0 / (24 * 60)).Body(organization, now))).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_period_that_ends_in_a_hundred_years_is_refused_by_its_own_name()
    {
        var answer = await client.ReportAsync(
            new Said.Event("canceled", PeriodEndsInDays: 36_500).Body(organization, TimeProvider.System.GetUtcNow()));
        var problem = await answer.Content.ReadAsStringAsync();
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("\"current_period_end\"", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_missing_is_named_at_once()
    {
        var problem = await (await client.ReportAsync([])).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(["new_status", "organization_id", "subscription_id"], problem.Fields());
    }

    [Fact]
    public async Task Only_callers_with_credentials_report() =>
        await (await shared.Anyone.ReportAsync(new Said.Event("active").Body(organization, default)))
            .ShouldBeProblemAsync(401, "unauthenticated");

    private static DateTimeOffset? Instant(JsonElement element, string member) =>
        element.GetProperty(member) is { ValueKind: JsonValueKind.String } text ? text.GetDateTimeOffset() : null;

    private async Task SayAsync(Said said, DateTimeOffset now)
    {
        var answer = said switch
        {
            Said.Event reported => client.ReportAsync(reported.Body(organization, now)),
            Said.Grant { ValidForDays: { } days } => client.GrantAsync(organization, "A", now.AddDays(days)),
            Said.Grant => client.GrantAsync(organization, "A"),
            _ => client.RevokeAsync(organization, "A"),
        };
        await (await answer).ShouldBeOkAsync();
    }

    private async Task ExpectAAsync(SubscriptionRow row, DateTimeOffset now)
    {
        var a = (await client.StatusAsync(organization)).LevelOf("A");
        Assert.Equal(row.A, a?.Text("state") ?? "none");
        if (a is { } held)
        {
            var end = Instant(held, row.A == "grace" ? "grace_ends_at" : "valid_until");
            Assert.Equal(row.AEndsInDays is { } days ? now.AddDays(days) : null, end);
        }
    }
}
