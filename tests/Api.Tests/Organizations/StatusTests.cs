using System.Text.Json;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>Who sees how much of a status.</summary>
public sealed class StatusTests(SharedApi shared)
{
    private static readonly string[] PublicFields = ["organization_id", "current_level", "active_levels", "can_manage", "version"];

    private static readonly string[] MemberFields =
    [
        .. PublicFields, "level_c_progress", "next_level_progress", "can_request_upgrade", "upgrade_blocked_reason",
        "upgrade_blocked_message",
        "next_allowed_at", "days_until_next_request", "last_request_date", "active_request", "subscription",
    ];

    private static readonly string[] PublicLevelFields =
    [
        "id", "level", "is_active", "can_use_badge", "granted_at", "valid_from", "valid_until", "expires_at", "days_until_expiry",
        "last_verified_at",
        "state",
        "grace_ends_at",
    ];

    [Fact]
    public async Task An_organization_that_nobody_touched_has_level_0_and_leaves_no_trace()
    {
        var organization = shared.Organization();

        foreach (var reader in new[] { shared.Anyone, shared.Admin })
        {
            var status = await organization.StatusAsync(reader);
            Assert.Equal(organization.Id, status.GetProperty("organization_id").GetGuid());
            Assert.Equal("0", status.Text("current_level"));
            Assert.Empty(status.GetProperty("active_levels").EnumerateArray());
            Assert.Equal(0, status.GetProperty("version").GetInt64());
        }

        var history = await organization.HistoryAsync();
        Assert.Empty(history.GetProperty("history").EnumerateArray());
        Assert.Equal("""{"page":1,"per_page":20,"total":0,"total_pages":0}""", history.GetProperty("pagination").GetRawText());
        Assert.Equal("", await organization.RowsAsync());
    }

    [Fact]
    public async Task The_public_sees_levels_and_dates_and_nothing_of_people_payments_and_notes()
    {
        var organization = shared.Organization();
        await (await organization.GrantAsync("""{"level":"A","subscription_id":"sub_17","notes":"Оплачено по счёту"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"B","notes":"для своих"}""")).ShouldBeOkAsync();

        var status = await organization.StatusAsync(shared.Anyone);

        Assert.Equal(PublicFields, status.Names());
        Assert.False(status.GetProperty("can_manage").GetBoolean());
        Assert.Equal(2, status.GetProperty("version").GetInt64());
        Assert.All(status.GetProperty("active_levels").EnumerateArray(), level => Assert.Equal(PublicLevelFields, level.Names()));
    }

    [Fact]
    public async Task A_platform_admin_sees_all_of_it()
    {
        var organization = shared.Organization();
        await (await organization.GrantAsync("""{"level":"A","subscription_id":"sub_17","notes":"Оплачено по счёту"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"B","notes":"для своих"}""")).ShouldBeOkAsync();

        var status = await organization.StatusAsync();

        Assert.Equal(MemberFields, status.Names());
        Assert.True(status.GetProperty("can_manage").GetBoolean());
        var (a, b) = (status.GetProperty("active_levels")[1], status.GetProperty("active_levels")[0]);
        Assert.Equal([.. PublicLevelFields, "granted_by", "subscription_id", "notes"], a.Names());
        Assert.Equal(("sub_17", "Оплачено по счёту"), (a.Text("subscription_id"), a.Text("notes")));
        Assert.Equal([.. PublicLevelFields, "granted_by", "subscription_id", "notes"], b.Names());
        Assert.Null(b.TextOrNull("subscription_id"));
        Assert.Equal("для своих", b.Text("notes"));
        Assert.Equal("sub_17", status.GetProperty("subscription").Text("id"));
        Assert.True(status.GetProperty("level_c_progress").GetProperty("has_active_b").GetBoolean());
        Assert.Equal("C", status.GetProperty("next_level_progress").Text("next_level"));
        Assert.True(status.GetProperty("can_request_upgrade").GetBoolean());
    }

    [Theory]
    [InlineData("A", "B")]
    [InlineData("AB", "C")]
    [InlineData("", "A")]
    public async Task The_next_level_is_one_higher(string held, string next) =>
        Assert.Equal(
            next, (await (await shared.OrganizationWithAsync(held)).StatusAsync()).GetProperty("next_level_progress").Text("next_level"));

    [Fact]
    public async Task At_the_top_there_is_no_next_level() =>
        Assert.Equal(
            JsonValueKind.Null,
            (await (await shared.OrganizationWithAsync("BC")).StatusAsync()).GetProperty("next_level_progress").ValueKind);

    [Theory]
    [InlineData("BAC")]
    [InlineData("BCA")]
    public async Task Levels_are_listed_highest_first_however_they_came(string order)
    {
        var organization = await shared.OrganizationWithAsync(order);

        var status = await organization.StatusAsync(shared.Anyone);

        Assert.Equal("C", status.Text("current_level"));
        Assert.Equal("CBA", string.Concat(status.GetProperty("active_levels").EnumerateArray().Select(level => level.Text("level"))));
        Assert.Equal(
            "ABC",
            string.Concat(
                (await organization.HistoryAsync()).GetProperty("history")[0].GetProperty("levels_after").EnumerateArray()
                    .Select(level => level.GetString())));
    }

    [Fact]
    public async Task Levels_without_an_end_have_no_days_left()
    {
        var organization = await shared.OrganizationWithAsync("ABC");

        var levels = (await organization.StatusAsync(shared.Anyone)).GetProperty("active_levels");

        foreach (var index in new[] { 0, 2 })
        {
            Assert.Equal(JsonValueKind.Null, levels[index].GetProperty("valid_until").ValueKind);
            Assert.Equal(JsonValueKind.Null, levels[index].GetProperty("days_until_expiry").ValueKind);
        }
    }

    [Fact]
    public async Task What_a_caller_with_credentials_gets_is_kept_nowhere()
    {
        var organization = await shared.OrganizationWithAsync("B");

        using var own = await shared.Admin.GetAsync($"{organization.Address}/status");
        using var anyones = await shared.Anyone.GetAsync($"{organization.Address}/status");

        Assert.Equal("no-store, private", own.Headers.CacheControl?.ToString());
        Assert.Equal("public, max-age=30", anyones.Headers.CacheControl?.ToString());
        Assert.Contains("Cookie", anyones.Headers.Vary);
        Assert.Contains("Authorization", anyones.Headers.Vary);
    }

    [Theory]
    [InlineData(null, "en", "Self-declared")]
    [InlineData("en", "en", "Self-declared")]
    [InlineData("ru", "ru", "Самодекларация")]
    [InlineData("ru-RU, en;q=0.5", "ru", "Самодекларация")]
    [InlineData("de, ru;q=0.4, en;q=0.8", "en", "Self-declared")]
    [InlineData("ru;q=0, de", "en", "Self-declared")]
    [InlineData("rum", "en", "Self-declared")]
    [InlineData("*", "en", "Self-declared")]
    [InlineData(";;;", "en", "Self-declared")]
    public async Task Level_info_speaks_the_callers_language(string? wanted, string language, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status-levels/info");
        if (wanted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", wanted);
        }

        using var answer = await shared.Anyone.SendAsync(request);

        var levels = (await answer.ShouldBeOkAsync()).GetProperty("levels");
        Assert.Equal(["A", "B", "C"], levels.Names());
        Assert.Equal(name, levels.GetProperty("A").Text("name"));
        Assert.Equal(["name", "description", "price", "features", "criteria"], levels.GetProperty("C").Names());
        Assert.Equal([language], answer.Content.Headers.ContentLanguage);
        Assert.Contains("Accept-Language", answer.Headers.Vary);
        Assert.True(answer.Headers.CacheControl!.Public);
    }
}
