using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Dashboard;
using StatusLevels.Api.Tests.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Dashboard;

/// <summary>The dashboard of Orleans, which by itself asks nobody who they are.</summary>
public sealed partial class DashboardTests(SecuredApi secured, SharedApi shared)
{
    private const string Prefix = DashboardEndpoints.Prefix;

    [Fact]
    public async Task Every_address_of_it_lets_in_platform_admins_and_viewers_and_nobody_else()
    {
        var addresses = await AddressesAsync();
        Assert.True(addresses.Length > 15, string.Join('\n', addresses));
        var surprises = new List<string>();
        foreach (var principal in Principals.All)
        {
            var passes = principal.Words.Intersect(["platform admin", "platform viewer"]).Any();
            var headers = await principal.Prove(secured, Guid.NewGuid(), "");
            foreach (var address in addresses)
            {
                using var answer = await secured.SendAsync(HttpMethod.Get, address, null, headers);
                if (
                    passes
                        ? answer.StatusCode
                            is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError
                        : (int)answer.StatusCode != principal.WhenRefused)
                {
                    surprises.Add($"{principal.Name}, {address}: {(int)answer.StatusCode}");
                }
                else if (!passes)
                {
                    await answer.ShouldBeProblemAsync(
                        principal.WhenRefused, principal.WhenRefused == 401 ? "unauthenticated" : "forbidden");
                }
            }
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    [Fact]
    public async Task A_platform_admin_sees_the_page_and_the_silos()
    {
        using var page = await shared.Admin.GetAsync($"{Prefix}/", []);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Orleans Dashboard", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "frame-ancestors 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        // It looks at the cluster every few seconds.
        var seen = await Eventually.SeesAsync(
            async () =>
            {
                using var answer = await shared.Admin.GetAsync($"{Prefix}/DashboardCounters", []);
                Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
                return await answer.ReadJsonAsync();
            },
            counters => counters.GetProperty("hosts").GetArrayLength() > 0);

        var host = Assert.Single(seen.GetProperty("hosts").EnumerateArray());
        Assert.Equal("Active", host.Text("status"));
        foreach (var address in new[] { "HistoricalStats", "SiloProperties", "SiloCounters", "SiloStats" })
        {
            using var answer = await shared.Admin.GetAsync($"{Prefix}/{address}/{host.Text("siloAddress")}", []);
            await answer.ShouldBeOkAsync();
        }
    }

    [Theory]
    [InlineData("/GrainState?grainId=1&grainType=StatusLevels.Grains.Organizations.OrganizationStatusGrain")]
    [InlineData("/grainstate")]
    [InlineData("/Trace")]
    public async Task Grain_state_and_the_log_are_not_served_to_anybody(string address) =>
        await (await shared.Admin.GetAsync(Prefix + address, [])).ShouldBeProblemAsync(404, "not_found");

    [Fact]
    public async Task Its_page_of_reminders_reads_none()
    {
        var organization = shared.Organization();
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();

        foreach (var address in new[] { $"{Prefix}/Reminders", $"{Prefix}/Reminders/1" })
        {
            using var answer = await shared.Admin.GetAsync(address, []);
            Assert.Equal("""{"reminders":[],"count":0}""", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task What_is_none_of_it_is_not_found() =>
        await (await shared.Admin.GetAsync($"{Prefix}/nothing", [])).ShouldBeProblemAsync(404, "not_found");

    [Fact]
    public async Task It_is_no_part_of_the_API_document()
    {
        var document = await (await shared.Anyone.GetAsync("/openapi/v1.json", [])).ReadJsonAsync();

        Assert.DoesNotContain(document.GetProperty("paths").Names(), path => path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task It_can_be_left_out()
    {
        await using var api = await TestApi.StartAsync(new(StringComparer.Ordinal) { ["DASHBOARD"] = "off" });
        using var admin = await api.SignedInAsync();

        await (await admin.GetAsync($"{Prefix}/", [])).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_bad_setting_is_a_sentence()
    {
        var refusal = await Assert.ThrowsAsync<Silo.StartupException>(
            () => TestApi.BuildAsync(new(StringComparer.Ordinal) { ["DASHBOARD"] = "yes" }));

        Assert.Equal("DASHBOARD must be \"on\" or \"off\", but is \"yes\".", refusal.Message);
    }

    /// <summary>Each route of it, with something in the place of what varies; the first request makes them.</summary>
    private async Task<string[]> AddressesAsync()
    {
        var admin = Principals.All.First(principal => principal.Words.Contains("platform admin"));
        using var version = await secured.SendAsync(
            HttpMethod.Get, $"{Prefix}/version", null, await admin.Prove(secured, Guid.NewGuid(), ""));
        await version.ShouldBeOkAsync();
        return
        [
            .. secured.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}")
                .Where(route => route.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .Select(route => Parameter().Replace(route, "1"))
                .Distinct(),
        ];
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
