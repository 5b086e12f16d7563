using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace StatusLevels.Api.Tests.UpgradeRequests;

/// <summary>Asking for a level: what may be asked, how often, and what is refused.</summary>
public sealed class UpgradeRequestTests(SharedApi shared) : UpgradeRequestCalls(shared)
{
    public static TheoryData<string, string, string> BadInput => new()
    {
        { "target_level", "\"A\"", "target_level" },
        { "target_level", "\"b\"", "target_level" },
        { "target_level", "null", "target_level" },
        { "message", $"\"{new string('m', 2001)}\"", "message" },
        { "message", "\"a\\u0000b\"", "message" },
        { "evidence_urls", $"[{string.Join(',', Enumerable.Repeat("\"https://example.org/\"", 11))}]", "evidence_urls" },
        { "evidence_urls", "[\"https://example.org/\",\"ftp://example.org/\"]", "evidence_urls[1]" },
        { "evidence_urls", "[\"javascript:alert(1)\"]", "evidence_urls[0]" },
        { "evidence_urls", "[\"/relative\"]", "evidence_urls[0]" },
        { "evidence_urls", "[\"https://\"]", "evidence_urls[0]" },
        { "evidence_urls", "[\" https://example.org/\"]", "evidence_urls[0]" },
        { "evidence_urls", "[null]", "evidence_urls[0]" },
        { "evidence_urls", "[7]", "evidence_urls[0]" },
        { "evidence_urls", $"[\"https://example.org/{new string('u', 2029)}\"]", "evidence_urls[0]" },
        { "evidence_urls", "\"https://example.org/\"", "evidence_urls" },
    };

    [Fact]
    public async Task A_request_is_answered_as_the_form_expects_it()
    {
        var answer = await (
            await AskAsync(Body("B", "Пожалуйста 🙂", "https://example.org/proof?a=1#b", "http://пример.рф/x"))).ShouldBeOkAsync();

        Assert.Equal(
            ["id", "request_id", "organization_id", "status", "target_level", "message", "evidence_urls", "requested_by", "requested_at",
                "submitted_at", "estimated_review_time", "closed_at", "closed_by", "rejection_reason", "comment", "granted_sequence",
                "review_notes"],
            answer.Names());
        Assert.Equal(answer.Text("id"), answer.Text("request_id"));
        Assert.Equal(
            (organization.ToString(), "pending", "B", "Пожалуйста 🙂"),
            (answer.Text("organization_id"), answer.Text("status"), answer.Text("target_level"), answer.Text("message")));
        Assert.Equal(
            ["https://example.org/proof?a=1#b", "http://пример.рф/x"],
            answer.GetProperty("evidence_urls").EnumerateArray().Select(url => url.GetString()));
        Assert.Equal(answer.Text("requested_at"), answer.Text("submitted_at"));
        Assert.NotEmpty(answer.Text("estimated_review_time"));
        Assert.Equal(answer.Text("id"), (await client.StatusAsync(organization)).GetProperty("active_request").Text("id"));
    }

    [Fact]
    public async Task Message_and_evidence_may_be_left_out_and_unknown_members_are_ignored()
    {
        var answer = await (await AskAsync(new JsonObject { ["target_level"] = "B", ["accept_terms"] = true })).ShouldBeOkAsync();
        Assert.Equal(
            (JsonValueKind.Null, 0), (answer.GetProperty("message").ValueKind, answer.GetProperty("evidence_urls").GetArrayLength()));
    }

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_names_the_field_and_changes_nothing(string member, string value, string field)
    {
        var body = Body("B");
        body[member] = JsonNode.Parse(value);
        Assert.Equal([field], (await (await AskAsync(body)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
        Assert.Equal(0, (await client.StatusAsync(organization)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task What_is_exactly_as_long_as_allowed_is_taken()
    {
        var urls = Enumerable.Repeat($"https://example.org/{new string('u', 2028)}", 10).ToArray();
        await (await AskAsync(Body("B", string.Concat(Enumerable.Repeat("🙂", 2000)), urls))).ShouldBeOkAsync();
    }

    [Fact]
    public async Task One_request_waits_at_a_time()
    {
        await RequestAsync("B");
        await (await AskAsync(Body("B"))).ShouldBeProblemAsync(409, "upgrade_request_pending");
    }

    [Fact]
    public async Task A_level_that_is_held_and_C_without_B_are_not_asked_for()
    {
        await (await AskAsync(Body("C"))).ShouldBeProblemAsync(422, "level_c_requires_b");
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();
        await (await AskAsync(Body("B"))).ShouldBeProblemAsync(409, "level_already_active");
    }

    [Fact]
    public async Task After_an_answer_the_next_request_waits_and_the_problem_says_until_when()
    {
        var request = await RequestAsync("B");
        await (await ReviewAsync(request, "reject", reason: "Too blurred.")).ShouldBeOkAsync();
        var problem = await (await AskAsync(Body("B"))).ShouldBeProblemAsync(429, "upgrade_request_too_soon");
        var asked = Assert.Single(await ListAsync()).GetProperty("requested_at").GetDateTimeOffset();
        Assert.Equal(asked.AddDays(30), problem.GetProperty("next_allowed_at").GetDateTimeOffset());

        var status = await client.StatusAsync(organization);
        Assert.Equal(
            (false, "upgrade_request_too_soon", problem.Text("detail"), 30),
            (status.GetProperty("can_request_upgrade").GetBoolean(), status.Text("upgrade_blocked_reason"),
                status.Text("upgrade_blocked_message"), status.GetProperty("days_until_next_request").GetInt32()));
        Assert.Equal(
            (asked.AddDays(30), asked),
            (status.GetProperty("next_allowed_at").GetDateTimeOffset(), status.GetProperty("last_request_date").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Of_an_organization_that_never_asked_there_is_nothing_to_wait_for()
    {
        var status = await client.StatusAsync(organization);

        Assert.True(status.GetProperty("can_request_upgrade").GetBoolean());
        Assert.All(
            ["upgrade_blocked_reason", "upgrade_blocked_message", "next_allowed_at", "days_until_next_request", "last_request_date"],
            name => Assert.Equal(JsonValueKind.Null, status.GetProperty(name).ValueKind));
        Assert.All(
            status.GetProperty("next_level_progress").GetProperty("criteria").EnumerateArray(),
            step => Assert.Equal(0, step.GetProperty("current_value").GetDecimal()));
    }

    [Fact]
    public async Task A_request_that_is_taken_back_starts_no_wait_and_the_sixth_of_a_day_is_refused()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            var request = await RequestAsync("B");
            Assert.Equal("cancelled", (await (await CancelAsync(request)).ShouldBeOkAsync()).Text("status"));
        }

        var problem = await (await CancelAsync(await RequestAsync("B"))).ShouldBeProblemAsync(429, "too_many_cancellations");
        Assert.True(problem.TryGetProperty("next_allowed_at", out _));
    }

    [Fact]
    public async Task Nobody_without_credentials_asks_or_answers_or_reads()
    {
        await (await Shared.Anyone.SendAsync(HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", Body("B")))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await Shared.Anyone.GetAsync(Requests)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await Shared.Anyone.DeleteAsync($"{Requests}/{Guid.NewGuid()}")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await Shared.Anyone.GetAsync("/api/admin/upgrade-requests")).ShouldBeProblemAsync(401, "unauthenticated");
    }
}
