using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>The status as it was. The tests share a clock, which only goes forward.</summary>
public sealed class StatusAtTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider time = fixture.Time;

    private static string Wire(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Task<HttpResponseMessage> AskAsync(HttpClient reader, TestOrganization organization, string at) =>
        reader.GetAsync($"{organization.Address}/status?at={Uri.EscapeDataString(at)}");

    private async Task<(HttpClient Admin, TestOrganization Organization)> OrganizationAsync()
    {
        var admin = await fixture.Api.SignedInAsync();
        return (admin, new TestOrganization(fixture.Api, admin));
    }

    [Fact]
    public async Task At_each_instant_a_member_sees_what_was_held_then()
    {
        var (admin, organization) = await OrganizationAsync();
        var before = time.GetUtcNow() - Day;
        var end = time.GetUtcNow() + (10 * Day);
        List<(DateTimeOffset At, JsonElement Status)> seen = [];

        async Task SeeAsync()
        {
            // What nobody writes down at once is seen as well: a level that ran out counts no more, whether or not it is settled.
            seen.Add((time.GetUtcNow(), await organization.StatusAsync()));
            time.Advance(Day);
        }

        await (await organization.GrantAsync("""{"level":"A","notes":"n"}""")).ShouldBeOkAsync();
        await SeeAsync();
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{Wire(end)}}"}""")).ShouldBeOkAsync();
        await SeeAsync();
        await (await organization.GrantAsync("""{"level":"C"}""")).ShouldBeOkAsync();
        await SeeAsync();
        await (await organization.RevokeAsync("A")).ShouldBeOkAsync();
        await SeeAsync();
        time.Advance(end - time.GetUtcNow());
        await SeeAsync();
        await (await organization.VerifyAsync()).ShouldBeOkAsync();
        await SeeAsync();
        await (await organization.RevokeAsync("B")).ShouldBeOkAsync();
        await SeeAsync();

        Assert.Equal("A B C C 0 C 0", string.Join(' ', seen.Select(one => one.Status.Text("current_level"))));
        foreach (var (at, then) in seen)
        {
            var told = await (await AskAsync(admin, organization, Wire(at))).ShouldBeOkAsync();
            Assert.Equal(Wire(at), told.Text("at"));
            Assert.Equal(then.Text("current_level"), told.Text("current_level"));
            Assert.Equal(Facts(then), Facts(told));
        }

        var nothing = await (await AskAsync(admin, organization, Wire(before))).ShouldBeOkAsync();
        Assert.Equal(
            ("0", 0, 0),
            (
                nothing.Text("current_level"), nothing.GetProperty("sequence").GetInt32(),
                nothing.GetProperty("active_levels").GetArrayLength()));
    }

    [Fact]
    public async Task A_payment_grace_is_seen_and_its_end()
    {
        var (admin, organization) = await OrganizationAsync();
        Task<HttpResponseMessage> ReportAsync(string status) =>
            admin.ReportAsync(
                new() { ["subscription_id"] = "s", ["new_status"] = status, ["organization_id"] = organization.Id.ToString() });
        await (await ReportAsync("active")).ShouldBeOkAsync();
        time.Advance(Day);
        await (await ReportAsync("past_due")).ShouldBeOkAsync();
        var owed = time.GetUtcNow();
        var graceEnd = (await organization.StatusAsync()).GetProperty("active_levels")[0].Text("grace_ends_at");
        using var anyone = fixture.Api.Client();
        var shown = (await organization.StatusAsync(anyone)).GetProperty("active_levels")[0];
        Assert.Equal(("active", JsonValueKind.Null), (shown.Text("state"), shown.GetProperty("grace_ends_at").ValueKind));
        time.Advance(Day);
        await (await ReportAsync("active")).ShouldBeOkAsync();

        var then = (await (await AskAsync(admin, organization, Wire(owed))).ShouldBeOkAsync()).GetProperty("active_levels")[0];
        Assert.Equal(
            ("grace", graceEnd, true), (then.Text("state"), then.Text("grace_ends_at"), then.GetProperty("is_active").GetBoolean()));
        var earlier = (
            await (await AskAsync(admin, organization, Wire(owed.AddMilliseconds(-1)))).ShouldBeOkAsync()).GetProperty("active_levels")[0];
        Assert.Equal(("active", JsonValueKind.Null), (earlier.Text("state"), earlier.GetProperty("grace_ends_at").ValueKind));
    }

    [Fact]
    public async Task An_instant_ahead_or_that_is_none_is_422()
    {
        var (admin, organization) = await OrganizationAsync();

        foreach (var at in new[] { Wire(time.GetUtcNow().AddMilliseconds(1)), "yesterday", "2026-03-01T00:00:00", "2026-03-01" })
        {
            Assert.Equal(["at"], (await (await AskAsync(admin, organization, at)).ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }

        await (await AskAsync(admin, organization, Wire(time.GetUtcNow()))).ShouldBeOkAsync();
        Assert.False((await (await AskAsync(admin, organization, "")).ShouldBeOkAsync()).TryGetProperty("at", out _));
    }

    [Fact]
    public async Task Before_it_was_forgotten_it_is_gone_and_since_then_a_new_life_is_told()
    {
        var (admin, organization) = await OrganizationAsync();
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        time.Advance(Day);
        await fixture.Api.Services.GetRequiredService<IGrainFactory>().OrganizationStatus(new OrganizationId(organization.Id))
            .Forget(new Call(new Actor(ActorKind.User, "somebody")));
        var forgotten = time.GetUtcNow();
        time.Advance(Day);
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();
        time.Advance(Day);
        await (await organization.RenewAsync("B")).ShouldBeOkAsync();

        await (await AskAsync(admin, organization, Wire(forgotten.AddMilliseconds(-1)))).ShouldBeProblemAsync(410, "gone");
        Assert.Equal("0", (await (await AskAsync(admin, organization, Wire(forgotten))).ShouldBeOkAsync()).Text("current_level"));
        Assert.Equal("B", (await (await AskAsync(admin, organization, Wire(forgotten + Day))).ShouldBeOkAsync()).Text("current_level"));
    }

    [Fact]
    public async Task Only_members_and_platform_admins_may_ask()
    {
        var (admin, organization) = await OrganizationAsync();

        // Whoever may not ask learns nothing of what is wrong with the question.
        await (await AskAsync(fixture.Api.Client(), organization, "yesterday")).ShouldBeProblemAsync(401, "unauthenticated");
        using var answer = await AskAsync(admin, organization, Wire(time.GetUtcNow()));
        await answer.ShouldBeOkAsync();
        Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
    }

    // What an entry tells; notes and subscriptions are not in the account.
    private static string Facts(JsonElement status) => string.Join('\n',
        status.GetProperty("active_levels").EnumerateArray().Select(level => string.Join(
        ' ',
        level.EnumerateObject().Where(member => member.Name is not ("notes" or "subscription_id")).Select(member => member.ToString()))));
}
