using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.Organizations;

public sealed class ReputationTests(SharedApi shared) : IAsyncLifetime
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly HttpClient client = shared.Admin;
    private HttpClient service = null!;

    public async ValueTask InitializeAsync() => service = await shared.ServiceAsync("reputation:write");

    public ValueTask DisposeAsync()
    {
        service.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task C_is_earned_put_at_risk_and_recovered_and_the_history_says_why()
    {
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();

        var earned = await ReportOkAsync(Metrics());
        Assert.Equal("granted", earned.Text("level_c_action"));
        Assert.Equal(["accepted", "level_c_action", "level_c_at_risk_until", "level_c_progress", "criteria"], earned.Names());
        Assert.True(earned.GetProperty("level_c_progress").GetProperty("meets_criteria").GetBoolean());
        Assert.Equal(JsonValueKind.Null, earned.GetProperty("level_c_at_risk_until").ValueKind);

        var atRisk = await ReportOkAsync(Metrics(reviews: 3));
        Assert.Equal("at_risk", atRisk.Text("level_c_action"));
        Assert.InRange(
            atRisk.GetProperty("level_c_at_risk_until").GetDateTimeOffset() - now, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));
        Assert.Equal("none", (await ReportOkAsync(Metrics(reviews: 3))).Text("level_c_action"));

        Assert.Equal("recovered", (await ReportOkAsync(Metrics())).Text("level_c_action"));

        var entries = await client.HistoryAsync(organization);
        Assert.Equal(["recovered", "at_risk", "auto_granted", "granted"], entries.Select(entry => entry.Text("action")));
        var why = entries[1].GetProperty("metadata").GetProperty("criteria");
        Assert.Equal((3, 15), (why.GetProperty("review_count").GetInt32(), why.GetProperty("review_count_required").GetInt32()));
        Assert.NotEmpty(entries[2].GetProperty("metadata").Text("catalog_version"));
    }

    [Fact]
    public async Task The_answer_shows_each_criterion_and_how_far_it_is()
    {
        var answer = await ReportOkAsync(Metrics(reviews: 9));
        Assert.Equal("none", answer.Text("level_c_action"));
        var criteria = answer.GetProperty("criteria").EnumerateArray().ToArray();
        Assert.Equal(["review_count", "response_rate", "avg_response_hours", "public_cases"], criteria.Select(step => step.Text("key")));
        Assert.Equal(
            (9m, 15m, false, 60),
            (criteria[0].GetProperty("current_value").GetDecimal(), criteria[0].GetProperty("required_value").GetDecimal(),
                criteria[0].GetProperty("is_met").GetBoolean(), criteria[0].GetProperty("progress_percent").GetInt32()));
        Assert.All(criteria[1..], step => Assert.Equal(100, step.GetProperty("progress_percent").GetInt32()));
        Assert.False(answer.GetProperty("level_c_progress").GetProperty("has_active_b").GetBoolean());
    }

    [Fact]
    public async Task Older_metrics_are_not_accepted_and_equally_old_ones_replace()
    {
        await ReportOkAsync(Metrics(reviews: 9));
        var older = await ReportOkAsync(Metrics(reviews: 2, asOf: now.AddSeconds(-1)));
        Assert.Equal((false, "ignored_stale"), (older.GetProperty("accepted").GetBoolean(), older.Text("level_c_action")));
        Assert.Equal(9, older.GetProperty("level_c_progress").GetProperty("review_count").GetInt32());
        var same = await ReportOkAsync(Metrics(reviews: 3));
        Assert.Equal(
            (true, 3),
            (same.GetProperty("accepted").GetBoolean(), same.GetProperty("level_c_progress").GetProperty("review_count").GetInt32()));
    }

    [Fact]
    public async Task What_a_person_revoked_is_not_earned_again()
    {
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();
        await ReportOkAsync(Metrics());
        await (await client.RevokeAsync(organization, "C")).ShouldBeOkAsync();
        Assert.Equal("blocked", (await ReportOkAsync(Metrics())).Text("level_c_action"));
        Assert.Null((await client.StatusAsync(organization)).LevelOf("C"));
    }

    public static TheoryData<string, string, string> BadInput => new()
    {
        { "response_rate", "100.01", "metrics_out_of_range" },
        { "response_rate", "-1", "metrics_out_of_range" },
        { "response_rate", "1e400", "validation_failed" },
        { "response_rate", "\"NaN\"", "validation_failed" },
        { "review_count", "-1", "metrics_out_of_range" },
        { "review_count", "1.5", "validation_failed" },
        { "review_count", "99999999999999999999", "validation_failed" },
        { "review_count", "\"15\"", "validation_failed" },
        { "review_count", "null", "validation_failed" },
        { "avg_response_hours", "-0.1", "metrics_out_of_range" },
        { "avg_response_hours", "79228162514264337593543950335", "metrics_out_of_range" },
        { "avg_response_hours", "\"Infinity\"", "validation_failed" },
        { "public_cases", "-1", "metrics_out_of_range" },
        { "public_cases", "0.5", "validation_failed" },
        { "as_of", "\"2026-03-01T00:00:00\"", "validation_failed" },
        { "as_of", "\"9999-01-01T00:00:00Z\"", "as_of_in_future" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field_and_changes_nothing(string member, string value, string code)
    {
        var text = Metrics(without: member).ToJsonString();
        var problem = await (await PutAsync($"{text[..^1]},\"{member}\":{value}}}")).ShouldBeProblemAsync(422, code);
        Assert.Equal([member], problem.Fields());
        Assert.Equal(0, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task NaN_is_no_json() =>
        await (await PutAsync("""{"as_of":"2026-03-01T00:00:00Z","review_count":1,"response_rate":NaN,"avg_response_hours":1,"public_cases":1}"""))
            .ShouldBeProblemAsync(400, "malformed_json");

    [Fact]
    public async Task The_whole_set_is_required()
    {
        var problem = await (await PutAsync("{}")).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(["as_of", "avg_response_hours", "public_cases", "response_rate", "review_count"], problem.Fields());
    }

    [Fact]
    public async Task Only_callers_with_credentials_report()
    {
        var answer = await shared.Anyone.PutAsync($"/api/organizations/{organization}/reputation", Json.Content(Metrics().ToJsonString()));
        await answer.ShouldBeProblemAsync(401, "unauthenticated");
    }

    private JsonObject Metrics(int reviews = 15, DateTimeOffset? asOf = null, string? without = null)
    {
        var metrics = new JsonObject
        {
            ["as_of"] = (asOf ?? now).ToString("O", CultureInfo.InvariantCulture),
            ["review_count"] = reviews,
            ["response_rate"] = 85.5,
            ["avg_response_hours"] = 47.9,
            ["public_cases"] = 1,
        };
        if (without is not null)
        {
            metrics.Remove(without);
        }

        return metrics;
    }

    private Task<HttpResponseMessage> PutAsync(string body) =>
        service.PutAsync($"/api/organizations/{organization}/reputation", Json.Content(body));

    private async Task<JsonElement> ReportOkAsync(JsonObject body) => await (await PutAsync(body.ToJsonString())).ShouldBeOkAsync();
}
