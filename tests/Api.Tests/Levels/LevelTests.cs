using System.Globalization;
using System.Text.Json;

namespace StatusLevels.Api.Tests.Levels;

/// <summary>Granting, renewing, verifying and revoking, as a platform admin does it.</summary>
public sealed class LevelTests(SharedApi shared)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_grant_answers_with_the_level_and_everyone_sees_it()
    {
        var organization = shared.Organization();

        var level = await (await organization.GrantAsync("""{"level":"B","notes":"Документы проверены"}""")).ShouldBeOkAsync();

        Assert.Equal("B", level.Text("level"));
        Assert.Equal("active", level.Text("state"));
        Assert.Equal("Документы проверены", level.Text("notes"));
        Assert.Equal(await AdminIdAsync(), level.Text("granted_by"));
        Assert.Equal(level.Text("granted_at"), level.Text("valid_from"));
        Assert.Equal(
            level.GetProperty("granted_at").GetDateTimeOffset().AddMonths(18), level.GetProperty("valid_until").GetDateTimeOffset());
        Assert.Equal("B", (await organization.StatusAsync(shared.Anyone)).Text("current_level"));
    }

    [Fact]
    public async Task A_date_with_an_offset_is_kept_in_utc_with_milliseconds()
    {
        var organization = shared.Organization();
        var sent = Now.AddDays(90).ToOffset(TimeSpan.FromHours(3));

        var level = await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{sent:yyyy-MM-dd'T'HH:mm:ss}}.1239+03:00"}""")).ShouldBeOkAsync();

        Assert.Equal(sent.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.123Z'", CultureInfo.InvariantCulture), level.Text("valid_until"));
    }

    [Fact]
    public async Task Renewing_B_early_loses_no_time()
    {
        var organization = await shared.OrganizationWithAsync("B");
        var end = (await organization.StatusAsync()).GetProperty("active_levels")[0].GetProperty("valid_until").GetDateTimeOffset();

        var renewed = await (await organization.RenewAsync("B")).ShouldBeOkAsync();

        Assert.Equal(end.AddMonths(18), renewed.GetProperty("valid_until").GetDateTimeOffset());
    }

    [Fact]
    public async Task Verifying_B_moves_its_date_and_says_when()
    {
        var organization = shared.Organization();
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{Now.AddDays(30):O}}"}""")).ShouldBeOkAsync();

        var verified = await (await organization.VerifyAsync()).ShouldBeOkAsync();

        var at = verified.GetProperty("last_verified_at").GetDateTimeOffset();
        Assert.InRange(at, Now.AddMinutes(-5), Now.AddMinutes(5));
        Assert.Equal(at.AddMonths(18), verified.GetProperty("valid_until").GetDateTimeOffset());
        var newest = (await organization.HistoryAsync()).GetProperty("history")[0];
        Assert.Equal(("renewed", "verified"), (newest.Text("action"), newest.Text("reason")));
    }

    [Fact]
    public async Task Revoking_answers_who_when_and_why_and_puts_the_news_in_the_outbox()
    {
        var organization = await shared.OrganizationWithAsync("B");

        var reply = await (await organization.RevokeAsync("B?reason=Сертификат%20отозван")).ShouldBeOkAsync();

        Assert.True(reply.GetProperty("revoked").GetBoolean());
        Assert.Equal("B", reply.Text("level"));
        Assert.Equal(organization.Id, reply.GetProperty("organization_id").GetGuid());
        Assert.Equal(await AdminIdAsync(), reply.Text("revoked_by"));
        Assert.Equal("Сертификат отозван", reply.Text("reason"));
        Assert.True(reply.GetProperty("notification_sent").GetBoolean());
        Assert.InRange(reply.GetProperty("revoked_at").GetDateTimeOffset(), Now.AddMinutes(-5), Now.AddMinutes(5));
        Assert.Equal(1L, await organization.ScalarAsync("select count(*) from outbox where organization_id = $1 and type = 'status.level.revoked' and data ->> 'reason' = 'Сертификат отозван'"));
    }

    [Fact]
    public async Task The_reason_may_stand_in_the_body_which_comes_before_the_query()
    {
        var organization = await shared.OrganizationWithAsync("AB");

        Assert.Equal(
            "in the body",
            (
                await (
                    await organization.RevokeAsync(
                        "A?reason=in+the+query", """{"reason":"in the body"}""")).ShouldBeOkAsync()).Text("reason"));
        Assert.Equal(
            "in the query", (await (await organization.RevokeAsync("B?reason=in+the+query", "{}")).ShouldBeOkAsync()).Text("reason"));
    }

    [Theory]
    [InlineData("B")]
    [InlineData("B?reason=")]
    public async Task A_reason_may_be_left_out(string levelAndQuery)
    {
        var organization = await shared.OrganizationWithAsync("B");

        var reply = await (await organization.RevokeAsync(levelAndQuery)).ShouldBeOkAsync();

        Assert.Equal(JsonValueKind.Null, reply.GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task With_notify_false_systems_are_told_and_people_are_not_and_history_is_kept_all_the_same()
    {
        var organization = await shared.OrganizationWithAsync("B");
        var told = await organization.ScalarAsync("select count(*) from notifications where organization_id = $1");

        var reply = await (await organization.RevokeAsync("B?notify=false")).ShouldBeOkAsync();

        Assert.False(reply.GetProperty("notification_sent").GetBoolean());
        Assert.Equal(told, await organization.ScalarAsync("select count(*) from notifications where organization_id = $1"));
        Assert.Equal(
            "status.level.granted:, status.level.revoked:true",
            await organization.ScalarAsync("select string_agg(concat_ws(':', type, coalesce(data ->> 'quiet', '')), ', ' order by number) from outbox where organization_id = $1"));
        Assert.Equal("revoked", (await organization.HistoryAsync()).GetProperty("history")[0].Text("action"));
    }

    [Fact]
    public async Task With_B_goes_C()
    {
        var organization = await shared.OrganizationWithAsync("ABC");
        Assert.Equal("C", (await organization.StatusAsync(shared.Anyone)).Text("current_level"));

        await (await organization.RevokeAsync("B", """{"reason":"closed"}""")).ShouldBeOkAsync();

        Assert.Equal("A", (await organization.StatusAsync(shared.Anyone)).Text("current_level"));
        var history = (await organization.HistoryAsync()).GetProperty("history");
        Assert.Equal(("C", "degraded", "level_b_lost"), (history[0].Text("level"), history[0].Text("action"), history[0].Text("reason")));
        Assert.Equal(("B", "revoked", "closed"), (history[1].Text("level"), history[1].Text("action"), history[1].Text("reason")));
    }

    [Fact]
    public async Task Of_many_grants_at_once_exactly_one_succeeds()
    {
        var organization = shared.Organization();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => organization.GrantAsync("""{"level":"B"}""")));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer => Assert.Equal(409, (int)answer.StatusCode));
        Assert.Equal(1, (await organization.StatusAsync()).GetProperty("version").GetInt64());
    }

    private async Task<string> AdminIdAsync() =>
        (await (await shared.Admin.GetAsync("/api/session")).ShouldBeOkAsync()).GetProperty("user").Text("id");
}
