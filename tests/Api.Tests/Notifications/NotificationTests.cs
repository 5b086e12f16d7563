using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Notifications;

/// <summary>What the members of an organization are told in the product.</summary>
public sealed class NotificationTests(SharedApi shared)
{
    private const string Secret = "Между нами: ненадёжны";

    private readonly TestOrganization organization = shared.Organization();

    private string Address => $"{organization.Address}/notifications";

    [Fact]
    public async Task Every_event_that_goes_out_is_told_newest_first_with_the_facts_about_the_level()
    {
        var end = new DateTimeOffset(TimeProvider.System.GetUtcNow().Year + 2, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await (await shared.Admin.GrantAsync(organization.Id, "B", end)).ShouldBeOkAsync();
        await (await organization.RevokeAsync("B")).ShouldBeOkAsync();

        var page = await shared.Admin.ReadAsync(Address);

        Assert.Equal(["items", "next_cursor", "unread_count"], page.Names());
        Assert.Equal((JsonValueKind.Null, 2), (page.GetProperty("next_cursor").ValueKind, page.GetProperty("unread_count").GetInt64()));
        var items = page.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["status.level.revoked", "status.level.granted"], items.Select(item => item.Text("type")));
        Assert.All(items, item => Assert.Equal(["id", "type", "created_at", "read", "metadata", "told"], item.Names()));
        Assert.All(items, item => Assert.Equal("in_app", item.GetProperty("told")[0].Text("channel")));
        Assert.All(items, item => Assert.False(item.GetProperty("read").GetBoolean()));
        Assert.All(items, item => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$", item.Text("id")));
        var granted = items[1].GetProperty("metadata");
        Assert.Equal(["level", "days_left", "valid_until", "expiry_date"], granted.Names());
        Assert.Equal(
            ("B", end, end),
            (
                granted.Text("level"), granted.GetProperty("valid_until").GetDateTimeOffset(),
                granted.GetProperty("expiry_date").GetDateTimeOffset()));
        var daysLeft = (int)Math.Ceiling((end - items[1].GetProperty("created_at").GetDateTimeOffset()).TotalDays);
        Assert.Equal(daysLeft, granted.GetProperty("days_left").GetInt32());
        var revoked = items[0].GetProperty("metadata");
        Assert.Equal(
            ("B", JsonValueKind.Null, JsonValueKind.Null),
            (revoked.Text("level"), revoked.GetProperty("days_left").ValueKind, revoked.GetProperty("expiry_date").ValueKind));
    }

    [Fact]
    public async Task What_people_wrote_is_in_no_notification()
    {
        await (await organization.GrantAsync($$"""{"level":"A","notes":"{{Secret}}"}""")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A", $$"""{"reason":"{{Secret}}"}""")).ShouldBeOkAsync();
        var asked = await (await shared.Admin.SendAsync(
            HttpMethod.Post, $"{organization.Address}/status-upgrade-request",
            new JsonObject { ["target_level"] = "B", ["message"] = Secret })).ShouldBeOkAsync();
        await (await shared.Admin.SendAsync(
            HttpMethod.Post, $"/api/admin/organizations/{organization.Id}/upgrade-requests/{asked.Text("id")}/review",
            new JsonObject
            {
                ["decision"] = "reject",
                ["review_notes"] = Secret,
                ["rejection_reason"] = Secret,
                ["comment"] = Secret,
            })).ShouldBeOkAsync();

        var page = await shared.Admin.ReadAsync(Address);

        Assert.Equal(
            ["status.upgrade.rejected", "status.upgrade.requested", "status.level.revoked", "status.level.granted"],
            page.GetProperty("items").EnumerateArray().Select(item => item.Text("type")));
        Assert.DoesNotContain(Secret, page.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            Secret, (string)(await organization.ScalarAsync("select string_agg(data::text, '') from outbox where organization_id = $1"))!,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            Secret, (string)(await organization.ScalarAsync("select string_agg(n::text, '') from notifications as n where organization_id = $1"))!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_revocation_is_no_notification()
    {
        await (await shared.Admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        await (await organization.RevokeAsync("A?notify=false")).ShouldBeOkAsync();

        Assert.Equal("status.level.granted", Assert.Single(await ItemsAsync()).Text("type"));
    }

    [Fact]
    public async Task What_left_the_outbox_is_told_as_before()
    {
        await TellAsync(3);
        Assert.Equal(1, await MarkAsync(new JsonObject { ["up_to"] = (await ItemsAsync())[1].Text("id") }));
        var before = await shared.Admin.ReadAsync($"{Address}?limit=100");

        Assert.Equal(2L, await organization.ScalarAsync(
            """
            with left_it as (
                delete from outbox where organization_id = $1 and number <= 2 returning organization_id, epoch, number, type, time, data),
            kept as (insert into past_notifications select * from left_it returning 1)
            select count(*) from kept
            """));

        Assert.Equal(before.GetRawText(), (await shared.Admin.ReadAsync($"{Address}?limit=100")).GetRawText());
    }

    [Fact]
    public async Task Pages_lead_to_the_end_and_do_not_drift_while_news_come_in()
    {
        await TellAsync(5);
        var all = (await ItemsAsync()).Select(item => item.Text("id")).ToArray();

        using var first = await shared.Admin.GetAsync($"{Address}?limit=2");
        var page = await first.ShouldBeOkAsync();
        var cursor = page.Text("next_cursor");
        Assert.Equal($"<{Address}?limit=2&cursor={cursor}>; rel=\"next\"", first.Headers.GetValues("Link").Single());
        await TellAsync(2);
        var seen = Ids(page).ToList();
        while (cursor is not null)
        {
            page = await shared.Admin.ReadAsync($"{Address}?limit=2&cursor={cursor}");
            Assert.Equal(7, page.GetProperty("unread_count").GetInt64());
            seen.AddRange(Ids(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task Read_are_those_that_are_named_or_one_and_all_older_ones()
    {
        await TellAsync(5);
        var ids = (await ItemsAsync()).Select(item => item.Text("id")).ToArray();

        Assert.Equal(3, await MarkAsync(new JsonObject { ["ids"] = new JsonArray(ids[0], ids[4], ids[0]) }));
        Assert.Equal("read new new new read", await ReadAsync());
        Assert.Equal(1, await MarkAsync(new JsonObject { ["up_to"] = ids[2] }));
        Assert.Equal("read new read read read", await ReadAsync());
        Assert.Equal(1, await MarkAsync(new JsonObject { ["up_to"] = ids[2] }));
        Assert.Equal(0, await MarkAsync(new JsonObject { ["up_to"] = ids[0].ToUpperInvariant() }));
        await TellAsync(1);
        Assert.Equal("new read read read read read", await ReadAsync());

        async Task<string> ReadAsync() =>
            string.Join(' ', (await ItemsAsync()).Select(item => item.GetProperty("read").GetBoolean() ? "read" : "new"));
    }

    [Fact]
    public async Task Everybody_reads_for_themselves()
    {
        await TellAsync(2);
        var newest = (await ItemsAsync())[0].Text("id");
        var (email, password) = await shared.AccountAsync();
        await using (var promote = shared.Api.Database.DataSource.CreateCommand("update users set platform_role = 'platform_admin' where email = $1"))
        {
            promote.Parameters.Add(new() { Value = email });
            Assert.Equal(1, await promote.ExecuteNonQueryAsync());
        }

        using var other = shared.Api.Client();
        using var signedIn = await other.PostAsync("/api/session", Json.Content($$"""{"email":"{{email}}","password":"{{password}}"}"""));
        await signedIn.ShouldBeOkAsync();

        Assert.Equal(0, await MarkAsync(new JsonObject { ["up_to"] = newest }));

        Assert.Equal(2, (await other.ReadAsync(Address)).GetProperty("unread_count").GetInt64());
        Assert.Equal(0, (await shared.Admin.ReadAsync(Address)).GetProperty("unread_count").GetInt64());
    }

    [Fact]
    public async Task Forgetting_takes_notifications_and_read_marks_along_and_the_next_life_starts_with_none()
    {
        await TellAsync(3);
        var before = (await ItemsAsync())[0].Text("id");
        Assert.Equal(0, await MarkAsync(new JsonObject { ["up_to"] = before }));
        Assert.Equal(3L, await organization.ScalarAsync("select count(*) from organization_notification_reads where organization_id = $1"));

        var grain = shared.Api.Services.GetRequiredService<IGrainFactory>().OrganizationStatus(new OrganizationId(organization.Id));
        Assert.Null((await grain.Forget(Call.System)).Failure);

        Assert.Empty(await ItemsAsync());
        Assert.Equal(0L, await organization.ScalarAsync(
            """
            select (select count(*) from notifications where organization_id = $1)
                 + (select count(*) from organization_notification_reads where organization_id = $1)
            """));
        await (await MarkAnswerAsync(new JsonObject { ["up_to"] = before })).ShouldBeProblemAsync(404, "not_found");
        await (await shared.Admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        var item = Assert.Single(await ItemsAsync());
        Assert.NotEqual(before, item.Text("id"));
        Assert.False(item.GetProperty("read").GetBoolean());
    }

    public static TheoryData<string, string> BadMarks => new()
    {
        { "{}", "$" },
        { """{"ids":null,"up_to":null}""", "$" },
        { """{"ids":["00000000-0000-4000-8000-000000000000"],"up_to":"00000000-0000-4000-8000-000000000000"}""", "$" },
        { """{"ids":[]}""", "ids" },
        { $$"""{"ids":[{{string.Join(',', Enumerable.Repeat("\"00000000-0000-4000-8000-000000000000\"", 101))}}]}""", "ids" },
        { """{"ids":["seven"]}""", "ids[0]" },
        { """{"ids":["00000000-0000-4000-8000-000000000000",null]}""", "ids[1]" },
        { """{"ids":"00000000-0000-4000-8000-000000000000"}""", "ids" },
        { """{"ids":[7]}""", "ids[0]" },
        { """{"up_to":"{00000000-0000-4000-8000-000000000000}"}""", "up_to" },
        { """{"up_to":7}""", "up_to" },
    };

    [Theory]
    [MemberData(nameof(BadMarks))]
    public async Task A_body_that_says_nothing_clear_names_the_field(string body, string field)
    {
        using var answer = await shared.Admin.PostAsync($"{Address}/read", Json.Content(body));
        Assert.Equal([field], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Fact]
    public async Task An_id_that_the_organization_does_not_have_marks_nothing()
    {
        await TellAsync(2);
        var mine = (await ItemsAsync())[0].Text("id");
        var others = await shared.OrganizationWithAsync("A");
        var foreign = (await shared.Admin.ReadAsync($"{others.Address}/notifications")).GetProperty("items")[0].Text("id");

        await (await MarkAnswerAsync(new JsonObject { ["ids"] = new JsonArray(mine, foreign) })).ShouldBeProblemAsync(404, "not_found");
        await (await MarkAnswerAsync(new JsonObject { ["up_to"] = foreign })).ShouldBeProblemAsync(404, "not_found");

        Assert.Equal(2, (await shared.Admin.ReadAsync(Address)).GetProperty("unread_count").GetInt64());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=two", "limit")]
    [InlineData("cursor=here", "cursor")]
    public async Task A_page_that_cannot_be_is_422(string query, string field) =>
        Assert.Equal(
            [field], (await (await shared.Admin.GetAsync($"{Address}?{query}")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

    [Fact]
    public async Task Only_those_inside_read_and_mark()
    {
        await (await shared.Anyone.GetAsync(Address)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.PostAsync($"{Address}/read", Json.Content("{}"))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Admin.GetAsync("/api/organizations/seven/notifications")).ShouldBeProblemAsync(400, "malformed_id");
        Assert.Empty(await ItemsAsync());
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.Text("id"));

    // A grant is news, and so is each verification after it.
    private async Task TellAsync(int count)
    {
        for (var told = 0; told < count; told++)
        {
            var held = (await shared.Admin.StatusAsync(organization.Id)).LevelOf("B");
            await (held is null ? await shared.Admin.GrantAsync(organization.Id, "B") : await organization.VerifyAsync()).ShouldBeOkAsync();
        }
    }

    private async Task<JsonElement[]> ItemsAsync() =>
        [.. (await shared.Admin.ReadAsync($"{Address}?limit=100")).GetProperty("items").EnumerateArray()];

    private Task<HttpResponseMessage> MarkAnswerAsync(JsonObject body) => shared.Admin.SendAsync(HttpMethod.Post, $"{Address}/read", body);

    private async Task<long> MarkAsync(JsonObject body)
    {
        var answer = await (await MarkAnswerAsync(body)).ShouldBeOkAsync();
        Assert.Equal(["unread_count"], answer.Names());
        return answer.GetProperty("unread_count").GetInt64();
    }
}
