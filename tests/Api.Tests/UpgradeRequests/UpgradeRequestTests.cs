using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.UpgradeRequests;

namespace StatusLevels.Api.Tests.UpgradeRequests;

public sealed class UpgradeRequestTests(SharedApi shared)
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly HttpClient client = shared.Admin;

    private string Requests => $"/api/organizations/{organization}/status-upgrade-requests";

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
    public async Task Approval_grants_the_level_in_the_same_step()
    {
        var request = await RequestAsync("B");
        var until = new DateTimeOffset(TimeProvider.System.GetUtcNow().Year + 2, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var answer = await (await ReviewAsync(request, "approve", "All seen.", until: until, comment: "Welcome.")).ShouldBeOkAsync();

        Assert.Equal(
            ("approved", "All seen.", "Welcome.", 1L),
            (
                answer.Text("status"), answer.Text("review_notes"), answer.Text("comment"),
                answer.GetProperty("granted_sequence").GetInt64()));
        Assert.Equal(until, (await client.StatusAsync(organization)).LevelOf("B")!.Value.GetProperty("valid_until").GetDateTimeOffset());
        var entry = Assert.Single(await client.HistoryAsync(organization));
        Assert.Equal(("granted", request), (entry.Text("action"), entry.GetProperty("metadata").Text("request_id")));
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_that_the_organization_reads()
    {
        var request = await RequestAsync("B");
        Assert.Equal(
            ["rejection_reason"],
            (await (await ReviewAsync(request, "reject")).ShouldBeProblemAsync(422, "rejection_reason_required")).Fields());
        Assert.Equal("pending", Assert.Single(await ListAsync()).Text("status"));

        var answer = await (await ReviewAsync(request, "reject", "Between us.", "Too blurred.")).ShouldBeOkAsync();

        Assert.Equal(("rejected", "Too blurred."), (answer.Text("status"), answer.Text("rejection_reason")));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("comment").ValueKind);
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(
            ("rejected", "Too blurred.", "Between us."),
            (listed.Text("status"), listed.Text("rejection_reason"), listed.Text("review_notes")));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("comment").ValueKind);
        Assert.True(listed.TryGetProperty("closed_at", out _));
    }

    [Theory]
    [InlineData("approve", "status.upgrade.approved")]
    [InlineData("reject", "status.upgrade.rejected")]
    public async Task A_comment_is_for_the_organization_and_goes_out_with_the_answer(string decision, string type)
    {
        var request = await RequestAsync("B");
        var reason = decision == "reject" ? "Too blurred." : null;

        await (await ReviewAsync(request, decision, "Between us.", reason, comment: "Приходите весной 🙂")).ShouldBeOkAsync();

        Assert.Equal("Приходите весной 🙂", Assert.Single(await ListAsync()).Text("comment"));
        var news = await new TestOrganization(shared.Api, client) { Id = organization }.ScalarAsync(
            $"select data::text from outbox where organization_id = $1 and type = '{type}'");
        var data = JsonDocument.Parse((string)news!).RootElement;
        Assert.Equal("Приходите весной 🙂", data.Text("comment"));
        Assert.Equal(reason, data.TryGetProperty("rejection_reason", out var why) ? why.GetString() : null);
        Assert.DoesNotContain("Between us.", data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_no_platform_admin_sees_what_became_of_a_request_and_never_the_notes()
    {
        var catalog = shared.Api.Services.GetRequiredService<StatusLevelCatalog>();
        var asked = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        var rejected = new StoredUpgradeRequest
        {
            OrganizationId = new OrganizationId(organization),
            Id = Guid.NewGuid(),
            Level = StatusLevel.B,
            Status = UpgradeRequestStatus.Rejected,
            Message = null,
            EvidenceUrls = [],
            RequestedBy = "user-1",
            RequestedAt = asked,
            ClosedAt = asked.AddDays(2),
            ClosedBy = "admin-1",
            ReviewNotes = "Between us.",
            RejectionReason = "Too blurred.",
            GrantSequence = null,
            Comment = "Welcome back.",
        };

        var shown = UpgradeRequestReply.Of(rejected, catalog, "ru", seesNotes: false);

        Assert.Equal(
            ("rejected", "Too blurred.", "admin-1", "Welcome back.", null),
            (shown.Status, shown.RejectionReason, shown.ClosedBy, shown.Comment, shown.ReviewNotes));
    }

    [Fact]
    public async Task An_admins_grant_answers_a_request_for_the_level_that_waits()
    {
        var request = await RequestAsync("B");
        await (await client.GrantAsync(organization, "B")).ShouldBeOkAsync();

        var listed = Assert.Single(await ListAsync());
        Assert.Equal(
            (request, "approved", 1L), (listed.Text("id"), listed.Text("status"), listed.GetProperty("granted_sequence").GetInt64()));
        await (await ReviewAsync(request, "approve")).ShouldBeProblemAsync(409, "upgrade_request_closed");
    }

    [Fact]
    public async Task What_is_closed_stays_closed_and_what_is_unknown_is_404()
    {
        var request = await RequestAsync("B");
        await (await CancelAsync(request)).ShouldBeOkAsync();
        await (await CancelAsync(request)).ShouldBeProblemAsync(409, "upgrade_request_closed");
        await (await ReviewAsync(request, "approve")).ShouldBeProblemAsync(409, "upgrade_request_closed");
        await (await CancelAsync(Guid.NewGuid().ToString())).ShouldBeProblemAsync(404, "upgrade_request_not_found");
        await (await ReviewAsync(Guid.NewGuid().ToString(), "approve")).ShouldBeProblemAsync(404, "upgrade_request_not_found");
        await (await CancelAsync("seven")).ShouldBeProblemAsync(400, "malformed_id");
        await (await ReviewAsync("seven", "approve")).ShouldBeProblemAsync(400, "malformed_id");
    }

    [Fact]
    public async Task A_review_is_checked_field_by_field()
    {
        var request = await RequestAsync("B");
        var answer = await ReviewAsync(request, "maybe", new string('n', 1001), new string('r', 501), comment: new string('c', 1001));
        Assert.Equal(
            ["comment", "decision", "rejection_reason", "review_notes"],
            (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        await (await ReviewAsync(request, "approve", until: DateTimeOffset.UnixEpoch)).ShouldBeProblemAsync(422, "valid_until_in_past");
        Assert.Equal("pending", Assert.Single(await ListAsync()).Text("status"));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_pages_lead_to_its_end()
    {
        var made = new List<string>();
        for (var turn = 0; turn < 5; turn++)
        {
            made.Add(await RequestAsync("B"));
            await (await CancelAsync(made[^1])).ShouldBeOkAsync();
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            using var answer = await client.GetAsync($"{Requests}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            var page = await answer.ShouldBeOkAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
            cursor = page.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, answer.Headers.TryGetValues("Link", out var links));
            Assert.Equal(cursor is null ? null : $"<{Requests}?limit=2&cursor={cursor}>; rel=\"next\"", links?.Single());
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Reverse(made), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=two", "limit")]
    [InlineData("cursor=here", "cursor")]
    [InlineData("cursor=________________________________", "cursor")]
    public async Task A_page_that_cannot_be_is_422(string query, string field) =>
        Assert.Equal(
            [field], (await (await client.GetAsync($"{Requests}?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task An_organization_that_was_never_touched_has_an_empty_list() => Assert.Empty(await ListAsync());

    [Fact]
    public async Task The_queue_is_oldest_first_and_says_how_old()
    {
        var older = await RequestAsync("B");
        var younger = (await (await client.SendAsync(
            HttpMethod.Post, $"/api/organizations/{Guid.NewGuid()}/status-upgrade-request", Body("B"))).ShouldBeOkAsync()).Text("id");

        var queue = await QueueAsync("pending");
        var ids = queue.ConvertAll(item => item.Text("id"));
        Assert.InRange(ids.IndexOf(older), 0, ids.IndexOf(younger) - 1);
        Assert.All(queue, item => Assert.Equal(("pending", 0), (item.Text("status"), item.GetProperty("age_days").GetInt32())));
        Assert.All(queue, item => Assert.InRange(item.GetProperty("age_seconds").GetInt64(), 0, 3600));

        await (await CancelAsync(older)).ShouldBeOkAsync();
        Assert.DoesNotContain(await QueueAsync(null), item => item.Text("id") == older);
        Assert.Contains(await QueueAsync("cancelled"), item => item.Text("id") == older);
    }

    [Fact]
    public async Task The_queue_has_no_other_statuses() => Assert.Equal(
        ["status"],
        (await (await client.GetAsync("/api/admin/upgrade-requests?status=open")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task Nobody_without_credentials_asks_or_answers_or_reads()
    {
        await (await shared.Anyone.SendAsync(HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", Body("B")))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.GetAsync(Requests)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.DeleteAsync($"{Requests}/{Guid.NewGuid()}")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.GetAsync("/api/admin/upgrade-requests")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    private static JsonObject Body(string level, string? message = null, params string[] urls) => new()
    {
        ["target_level"] = level,
        ["message"] = message,
        ["evidence_urls"] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]),
    };

    private Task<HttpResponseMessage> AskAsync(JsonObject body) =>
        client.SendAsync(HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", body);

    private async Task<string> RequestAsync(string level) => (await (await AskAsync(Body(level))).ShouldBeOkAsync()).Text("id");

    private Task<HttpResponseMessage> CancelAsync(string request) => client.DeleteAsync($"{Requests}/{request}");

    private Task<HttpResponseMessage> ReviewAsync(
        string request, string decision, string? notes = null, string? reason = null, DateTimeOffset? until = null,
        string? comment = null) => client.SendAsync(
        HttpMethod.Post, $"/api/admin/organizations/{organization}/upgrade-requests/{request}/review",
        new JsonObject
        {
            ["decision"] = decision,
            ["review_notes"] = notes,
            ["rejection_reason"] = reason,
            ["valid_until"] = until?.ToString("O", CultureInfo.InvariantCulture),
            ["comment"] = comment,
        });

    private async Task<JsonElement[]> ListAsync() => [.. (await client.ReadAsync(Requests)).GetProperty("items").EnumerateArray()];

    private async Task<List<JsonElement>> QueueAsync(string? status)
    {
        var items = new List<JsonElement>();
        var path = $"/api/admin/upgrade-requests?limit=2{(status is null ? "" : $"&status={status}")}";
        for (string? cursor = null; ;)
        {
            var page = await client.ReadAsync(cursor is null ? path : $"{path}&cursor={cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            Assert.InRange(page.GetProperty("total").GetInt64(), 1, long.MaxValue);
            cursor = page.GetProperty("next_cursor").GetString();
            if (cursor is null)
            {
                return items;
            }
        }
    }
}
