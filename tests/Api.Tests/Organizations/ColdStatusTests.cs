using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>An organization that is not in memory is read where it is stored, and says there what it would say itself.</summary>
public sealed class ColdStatusTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>, IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider time = fixture.Time;
    private readonly StatusWays ways = new(fixture.Api);
    private readonly HttpClient anyone =
        new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = fixture.Api.Address };
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync() => admin = await fixture.Api.SignedInAsync();

    public ValueTask DisposeAsync()
    {
        anyone.Dispose();
        admin.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, string> States
    {
        get
        {
            string[] states = ["A", "B", "C", "grace", "suspended", "at_risk", "revoked", "forgotten", "expired"];
            return [.. states.SelectMany(state => new[] { "en", "ru" }, (state, language) => (state, language))];
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task All_ways_give_the_same_answer_to_the_byte_in_every_state(string state, string language)
    {
        var organization = await InStateAsync(state);
        var wish = ("Accept-Language", language);
        var (cold, longWay, warm) = ("", "", "");
        var ended = await ways.LongWayAsync();

        await ways.CountAsync(1, async () => cold = await WholeAsync(organization, wish));
        Assert.Equal((0, 0), await ways.CountAsync(1, async () => longWay = await WholeAsync(organization, wish, ended)));
        Assert.Equal((1, 0), await ways.CountAsync(1, async () => warm = await WholeAsync(organization, wish)));

        Assert.Equal(longWay, cold);
        Assert.Equal(longWay, warm);
    }

    [Fact]
    public async Task Only_the_second_reader_within_a_moment_wakes_an_organization()
    {
        var organization = await InStateAsync("B");
        Assert.Equal((0, 1), await ways.CountAsync(1, () => WholeAsync(organization)));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((0, 1), await ways.CountAsync(1, () => WholeAsync(organization)));

        Assert.Equal((0, 0), await ways.CountAsync(1, () => WholeAsync(organization)));
        Assert.Equal((3, 0), await ways.CountAsync(3, () => WholeAsync(organization)));
    }

    [Fact]
    public async Task One_that_was_woken_and_is_not_here_is_asked_as_long_as_somebody_asks()
    {
        var organization = await InStateAsync("B");
        await ways.CountAsync(2, () => WholeAsync(organization));

        // As if it lived on another node.
        for (var minute = 0; minute < 3; minute++)
        {
            await ways.LeaveMemoryAsync(organization.Id);
            time.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal((0, 0), await ways.CountAsync(1, () => WholeAsync(organization)));
        }

        await ways.LeaveMemoryAsync(organization.Id);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((0, 1), await ways.CountAsync(1, () => WholeAsync(organization)));
    }

    [Fact]
    public async Task Made_up_ids_wake_nobody_and_leave_nothing()
    {
        var organization = new TestOrganization(fixture.Api, admin);
        var first = "";

        Assert.Equal((0, 4), await ways.CountAsync(4, async () => first = await WholeAsync(organization)));

        Assert.EndsWith(
            $$"""{"organization_id":"{{organization.Id}}","current_level":"0","active_levels":[],"can_manage":false,"version":0}""", first,
            StringComparison.Ordinal);
        var ended = await ways.LongWayAsync();
        Assert.Equal((0, 1), await ways.CountAsync(1, async () => Assert.Equal(first, await WholeAsync(organization, ended))));
        Assert.Empty(await organization.RowsAsync());
        var silos = fixture.Api.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        var active = await silos.GetDetailedGrainStatistics();
        Assert.DoesNotContain(
            active, grain => grain.GrainId.Key.ToString()!.Contains(organization.Id.ToString("N"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_is_seen_by_whoever_asks_after_its_answer()
    {
        var organization = new TestOrganization(fixture.Api, admin);
        for (var version = 1; version < 8; version++)
        {
            using var change = version % 2 == 1 ? await organization.GrantAsync("""{"level":"B"}""") : await organization.RevokeAsync("B");
            await change.ShouldBeOkAsync();
            await ways.LeaveMemoryAsync(organization.Id);

            Assert.Equal((0, 1), await ways.CountAsync(1, async () => Assert.Equal(
                version, (await organization.StatusAsync(anyone)).GetProperty("version").GetInt32())));
            time.Advance(TimeSpan.FromSeconds(11));
        }
    }

    [Fact]
    public async Task Members_ask_the_organization_itself()
    {
        var organization = await InStateAsync("B");

        Assert.Equal((0, 0), await ways.CountAsync(1, () => organization.StatusAsync()));
    }

    private Task<string> WholeAsync(TestOrganization organization, params (string, string)[] headers) =>
        StatusWays.WholeAsync(anyone, $"{organization.Address}/status", headers);

    // An organization in this state that is not in memory.
    private async Task<TestOrganization> InStateAsync(string state)
    {
        var organization = new TestOrganization(fixture.Api, admin);
        await (await organization.GrantAsync(Grant(state))).ShouldBeOkAsync();
        switch (state)
        {
            case "C" or "at_risk":
                using (var service = await fixture.Api.ServiceAsync("reputation:write"))
                {
                    await ReportAsync(service, organization, reviews: 100);
                    await ReportAsync(service, organization, reviews: state == "C" ? 100 : 3);
                }

                break;
            case "grace":
                await SubscribeAsync(organization, "active");
                await SubscribeAsync(organization, "past_due");
                break;
            case "revoked":
                await (await organization.RevokeAsync("B")).ShouldBeOkAsync();
                break;
            case "forgotten":
                await (await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}")).ShouldBeOkAsync();
                break;
            case "suspended":
                time.Advance(3 * Day);
                await (await admin.PostAsync($"/api/admin/organizations/{organization.Id}/expiry-check", null)).ShouldBeOkAsync();
                break;
        }

        await ways.LeaveMemoryAsync(organization.Id);
        if (state == "expired")
        {
            time.Advance(3 * Day);
        }

        return organization;
    }

    private string Grant(string state) => state switch
    {
        "A" => """{"level":"A"}""",
        "grace" => """{"level":"A","subscription_id":"sub-1"}""",
        "suspended" or "expired" =>
            $$"""{"level":"B","valid_until":"{{(time.GetUtcNow() + (3 * Day)).ToString("O", CultureInfo.InvariantCulture)}}"}""",
        _ => """{"level":"B"}""",
    };

    private async Task ReportAsync(HttpClient service, TestOrganization organization, int reviews) => await (await service.PutAsync(
        $"{organization.Address}/reputation",
        Json.Content(new JsonObject
        {
            ["as_of"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["review_count"] = reviews,
            ["response_rate"] = 99,
            ["avg_response_hours"] = 1,
            ["public_cases"] = 9,
        }.ToJsonString()))).ShouldBeOkAsync();

    private async Task SubscribeAsync(TestOrganization organization, string status)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await (await admin.ReportAsync(new JsonObject
        {
            ["subscription_id"] = "sub-1",
            ["new_status"] = status,
            ["organization_id"] = organization.Id,
        })).ShouldBeOkAsync();
    }
}
