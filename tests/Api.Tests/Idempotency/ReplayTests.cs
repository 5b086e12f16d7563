using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>Every change, sent again under its key.</summary>
public sealed class ReplayTests(SharedApi shared)
{
    private readonly TestOrganization organization = shared.Organization();
    private readonly HttpClient admin = shared.Admin;

    private string Admin => $"/api/admin/organizations/{organization.Id}";

    [Fact]
    public async Task Each_change_of_an_organization_gets_its_first_answer_again_and_is_made_once()
    {
        var ask = $"{organization.Address}/status-upgrade-request";
        var reputation = $$"""{"as_of":"{{Now(-1)}}","review_count":40,"response_rate":97.50,"avg_response_hours":4,"public_cases":2}""";
        var request = JsonDocument.Parse(
            (
                await RepeatAsync(
                    "POST", ask,
                    """{"target_level":"B","message":"Прошу 🙂","evidence_urls":["https://example.org/"]}""")).Body).RootElement.Text("id");
        await RepeatAsync("DELETE", $"{organization.Address}/status-upgrade-requests/{request}", null);
        request = JsonDocument.Parse((await RepeatAsync("POST", ask, """{"target_level":"B"}""")).Body).RootElement.Text("id");
        await RepeatAsync("POST", $"{Admin}/upgrade-requests/{request}/review", """{"decision":"approve","review_notes":"gut"}""");
        await RepeatAsync("PATCH", $"{organization.Levels}/B", null);
        await RepeatAsync("POST", $"{organization.Levels}/B/verification", null);
        await RepeatAsync("PUT", $"{organization.Address}/reputation", reputation, await shared.ServiceAsync("reputation:write"));
        await RepeatAsync("POST", organization.Levels, """{"level":"A","notes":"заметка \"1\""}""");
        await RepeatAsync("DELETE", $"{organization.Levels}/C?reason=because&notify=false", null);
        await RepeatAsync("DELETE", $"{organization.Levels}/A", """{"reason":"Betrug"}""");
        await RepeatAsync(
            "POST", "/api/webhooks/subscription-status-changed", Subscription("sub_1", "past_due"),
            await shared.ServiceAsync("subscriptions:write"));
        await RepeatAsync("POST", $"{Admin}/expiry-check", null);

        var entries = await organization.HistoryAsync();
        Assert.Equal(
            entries.GetProperty("pagination").GetProperty("total").GetInt64(),
            await organization.ScalarAsync("select count(*) from organization_status_history where organization_id = $1"));
        Assert.Equal(true, await organization.ScalarAsync("select valid from verify_status_history($1)"));
    }

    [Fact]
    public async Task Forgetting_an_organization_gets_its_first_answer_again()
    {
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();

        await RepeatAsync("DELETE", Admin, null);
    }

    [Fact]
    public async Task Each_change_of_administration_gets_its_first_answer_again_and_is_made_once()
    {
        var user = JsonDocument.Parse(
            (await RepeatAsync("POST", TestUsers.Users, TestUsers.Body(TestUsers.NewEmail()).ToJsonString())).Body).RootElement.Text("id");
        await RepeatAsync("PATCH", $"{TestUsers.Users}/{user}", """{"display_name":"Другое имя"}""");
        await RepeatAsync("PUT", Admin, $$"""{"name":"Firma","slug":"firma-{{organization.Id:n}}","contact_emails":["a@example.org"],"locale":"ru"}""");
        await RepeatAsync("PUT", $"{organization.Address}/contacts", """{"contact_emails":["b@example.org"],"locale":"en"}""");
        await RepeatAsync("PUT", $"{Admin}/members/{user}", """{"role":"viewer"}""");
        await RepeatAsync("DELETE", $"{Admin}/members/{user}", null);
        await RepeatAsync("DELETE", $"{TestUsers.Users}/{user}", null);
        await RepeatAsync("POST", "/api/admin/catalog/preview?limit=5", """{"min_review_count":7}""");
        using var made = await admin.PostAsync("/api/admin/api-keys", Json.Content("""{"name":"x","scopes":["status:write"]}"""));
        await RepeatAsync("DELETE", $"/api/admin/api-keys/{(await made.ReadJsonAsync()).Text("id")}", null);

        Assert.Equal(4L, await organization.ScalarAsync("select count(*) from admin_audit where subject_id = $1::text"));
    }

    [Fact]
    public async Task What_was_marked_as_read_under_a_key_is_answered_as_it_was_then()
    {
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        var newest = (
            await (await admin.GetAsync($"{organization.Address}/notifications")).ShouldBeOkAsync()).GetProperty("items")[0].Text("id");
        var (address, body, key) = ($"{organization.Address}/notifications/read", $$"""{"up_to":"{{newest}}"}""", KeyedCalls.NewKey());

        var seen = await admin.ShouldRepeatAsync("POST", address, body, key);
        await (await organization.RevokeAsync("A")).ShouldBeOkAsync();

        Assert.Equal("""{"unread_count":0}""", seen.Body);
        await admin.ShouldReplayAsync("POST", address, body, key, seen);
        var unknown = KeyedCalls.NewKey();
        await (await admin.KeyedAsync("POST", address, $$"""{"ids":["{{Guid.NewGuid()}}"]}""", unknown))
            .ShouldBeProblemAsync(404, "not_found");
        await admin.ShouldRepeatAsync("POST", address, $$"""{"ids":["{{newest}}"]}""", unknown);
    }

    [Fact]
    public async Task A_2xx_that_changes_nothing_is_answered_again_too()
    {
        var payments = await shared.ServiceAsync("subscriptions:write");
        const string Webhook = "/api/webhooks/subscription-status-changed";
        await (await payments.PostAsync(Webhook, Json.Content(Subscription("sub_1", "active")))).ShouldBeOkAsync();
        var rows = await organization.RowsAsync();
        var (stale, staleKey) = (Subscription("sub_1", "canceled", Now(-3)), KeyedCalls.NewKey());
        var (ignored, ignoredKey) = (Subscription("sub_1", "incomplete"), KeyedCalls.NewKey());

        var first = await payments.ShouldRepeatAsync("POST", Webhook, stale, staleKey);
        var second = await payments.ShouldRepeatAsync("POST", Webhook, ignored, ignoredKey);

        Assert.Contains("ignored_stale", first.Body, StringComparison.Ordinal);
        Assert.Equal(rows, await organization.RowsAsync());
        Assert.Equal(2L, await organization.ScalarAsync("select count(*) from idempotency_keys where organization_id = $1"));
        await (await payments.PostAsync(Webhook, Json.Content(Subscription("sub_1", "past_due")))).ShouldBeOkAsync();
        await payments.ShouldReplayAsync("POST", Webhook, stale, staleKey, first);
        await payments.ShouldReplayAsync("POST", Webhook, ignored, ignoredKey, second);
    }

    [Fact]
    public async Task What_was_refused_is_not_kept()
    {
        var key = KeyedCalls.NewKey();
        await (await admin.KeyedAsync("POST", organization.Levels, """{"level":"C"}""", key))
            .ShouldBeProblemAsync(422, "level_c_requires_b");
        await (await admin.KeyedAsync("POST", organization.Levels, """{"level":"C","notes":7}""", key))
            .ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(0L, await organization.ScalarAsync("select count(*) from idempotency_keys where organization_id = $1"));
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();

        await admin.ShouldRepeatAsync("POST", organization.Levels, """{"level":"C"}""", key);

        var email = TestUsers.NewEmail();
        await admin.CreatedUserAsync(TestUsers.Body(email));
        var again = TestUsers.Body(email).ToJsonString();
        await (await admin.KeyedAsync("POST", TestUsers.Users, again, key)).ShouldBeProblemAsync(409, "email_taken");
        await (await admin.KeyedAsync("POST", TestUsers.Users, again, key)).ShouldBeProblemAsync(409, "email_taken");
    }

    [Fact]
    public async Task Another_body_or_query_under_the_key_is_422_whatever_the_change_would_have_come_to()
    {
        var key = KeyedCalls.NewKey();
        await (await admin.KeyedAsync("POST", organization.Levels, """{"level":"B"}""", key)).ShouldBeOkAsync();
        foreach (var body in new[] { """{"level":"B"} """, """{"level":"A"}""", """{"level":"C","valid_until":"2020-01-01T00:00:00Z"}""" })
        {
            await (await admin.KeyedAsync("POST", organization.Levels, body, key)).ShouldBeProblemAsync(422, "idempotency_key_reused");
        }

        await (await admin.KeyedAsync("POST", $"{organization.Levels}?a=b", """{"level":"B"}""", key))
            .ShouldBeProblemAsync(422, "idempotency_key_reused");

        var members = $"{Admin}/members/somebody";
        await (await admin.KeyedAsync("PUT", members, """{"role":"viewer"}""", key)).ShouldBeOkAsync();
        await (await admin.KeyedAsync("PUT", members, """{"role":"owner"}""", key)).ShouldBeProblemAsync(422, "idempotency_key_reused");
        Assert.Equal("viewer", await organization.ScalarAsync("select role from organization_members where organization_id = $1"));

        // The shape is looked at first.
        await (await admin.KeyedAsync("POST", organization.Levels, """{"level":"X"}""", key))
            .ShouldBeProblemAsync(422, "validation_failed");
        await (await admin.KeyedAsync("POST", organization.Levels, "{", key)).ShouldBeProblemAsync(400, "malformed_json");
    }

    [Fact]
    public async Task A_key_is_one_caller_s_for_one_method_and_path()
    {
        var key = KeyedCalls.NewKey();
        var email = TestUsers.NewEmail();
        await admin.CreatedUserAsync(TestUsers.Body(email, "platform_admin"));
        var other = await shared.Api.SignedInAsync(email);
        await admin.ShouldRepeatAsync("POST", organization.Levels, """{"level":"A"}""", key);

        await (await other.KeyedAsync("POST", organization.Levels, """{"level":"A"}""", key))
            .ShouldBeProblemAsync(409, "level_already_active");
        var service = await shared.ServiceAsync("status:write");
        await (await service.KeyedAsync("POST", organization.Levels, """{"level":"A"}""", key))
            .ShouldBeProblemAsync(409, "level_already_active");

        await admin.ShouldRepeatAsync("DELETE", $"{organization.Levels}/A", null, key);
        await admin.ShouldRepeatAsync("POST", shared.Organization().Levels, """{"level":"A"}""", key);
        await other.ShouldRepeatAsync("POST", organization.Levels, """{"level":"A"}""", key);
    }

    [Fact]
    public async Task Who_may_not_do_it_gets_no_answer_from_before()
    {
        var key = KeyedCalls.NewKey();
        var email = TestUsers.NewEmail();
        var user = await admin.CreatedUserAsync(TestUsers.Body(email, "platform_admin"));
        var caller = await shared.Api.SignedInAsync(email);
        var seen = await caller.ShouldRepeatAsync("POST", organization.Levels, """{"level":"A"}""", key);
        await (await admin.ChangeUserAsync(user.Text("id"), new() { ["platform_role"] = null })).ShouldBeOkAsync();

        await (await caller.KeyedAsync("POST", organization.Levels, """{"level":"A"}""", key)).ShouldBeProblemAsync(401, "unauthenticated");
        await caller.SignInAsync(email);
        await (await caller.KeyedAsync("POST", organization.Levels, """{"level":"A"}""", key)).ShouldBeProblemAsync(403, "forbidden");

        // The key is the account's, not the session's.
        await (await admin.ChangeUserAsync(user.Text("id"), new() { ["platform_role"] = "platform_admin" })).ShouldBeOkAsync();
        await caller.SignInAsync(email);
        await caller.ShouldReplayAsync("POST", organization.Levels, """{"level":"A"}""", key, seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_that_is_empty_or_longer_than_255_characters_is_422(int length)
    {
        var problem = await (await admin.KeyedAsync("POST", organization.Levels, """{"level":"A"}""", new string('k', length)))
            .ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal(["Idempotency-Key"], problem.Fields());
        Assert.Empty(await organization.RowsAsync());
    }

    [Fact]
    public async Task A_key_of_255_characters_is_a_key_and_two_are_none()
    {
        await admin.ShouldRepeatAsync("POST", organization.Levels, """{"level":"A"}""", new string('k', 255));

        // A client would send two as one line.
        var context = new DefaultHttpContext { Request = { Headers = { ["Idempotency-Key"] = new(["one", "two"]) } } };
        var refused = Assert.Throws<ProblemException>(() => shared.Api.Services.GetRequiredService<RequestKeys>().Read(context, []));
        Assert.Equal("validation_failed", refused.Problem.Code.Code);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_413_with_a_key_too()
    {
        var body = $$"""{"level":"A","notes":"{{new string('n', 65 * 1024)}}"}""";
        await (await admin.KeyedAsync("POST", organization.Levels, body, KeyedCalls.NewKey())).ShouldBeProblemAsync(413, "body_too_large");
        await (await admin.KeyedAsync("POST", $"{organization.Levels}/B/verification", body, KeyedCalls.NewKey()))
            .ShouldBeProblemAsync(413, "body_too_large");
    }

    [Fact]
    public async Task Of_an_import_each_line_is_repeatable_by_itself_and_a_key_counts_for_nothing()
    {
        var line = $$"""{"organization_id":"{{organization.Id}}","subscription_id":"sub_1","status":"active"}""";
        foreach (var _ in new[] { 1, 2 })
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post,
                    "/api/admin/import")
                { Content = new StringContent(line, null, "application/x-ndjson") };
            request.Headers.Add("Idempotency-Key", new string('k', 300));
            using var answer = await admin.SendAsync(request);
            Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.IsReplayed()));
        }
    }

    [Fact]
    public async Task A_read_takes_no_notice_of_a_key()
    {
        using var answer = await admin.KeyedAsync("GET", $"{organization.Address}/status", null, new string('k', 300));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string Now(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes).ToString("O");

    private string Subscription(string id, string status, string? occurredAt = null) =>
        $$"""{"subscription_id":"{{id}}","new_status":"{{status}}","organization_id":"{{organization.Id}}","occurred_at":{{(occurredAt is null ? "null" : $"\"{occurredAt}\"")}}}""";

    // Nothing but the answer may come of the second time.
    private async Task<SeenAnswer> RepeatAsync(string method, string address, string? body, HttpClient? caller = null)
    {
        var key = KeyedCalls.NewKey();
        using var first = await (caller ?? admin).KeyedAsync(method, address, body, key);
        var (seen, rows) = (await first.SeenAsync(), await organization.RowsAsync());
        Assert.True(first.IsSuccessStatusCode && !first.IsReplayed(), $"{method} {address}: {(int)first.StatusCode} {seen.Body}");
        await (caller ?? admin).ShouldReplayAsync(method, address, body, key, seen);
        Assert.Equal(rows, await organization.RowsAsync());
        return seen;
    }
}
