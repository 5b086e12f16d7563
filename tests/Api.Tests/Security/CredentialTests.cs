using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Security;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>Which of several credentials counts, how keys of the session cookie change, and who is closed out everywhere.</summary>
public sealed class CredentialTests(SecuredApi api)
{
    private static readonly string Old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
    private static readonly string New = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    private static SessionCookie Cookie(string keys)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("SESSION_SECRET_KEY", keys)]).Build();
        return new(new SettingsReader(configuration, isDevelopment: false).Read(), TimeProvider.System);
    }

    private static string Write(SessionCookie cookie, byte[] token)
    {
        var response = new DefaultHttpContext().Response;
        cookie.Write(response, token, TimeProvider.System.GetUtcNow().AddDays(1));
        return response.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static byte[]? Read(SessionCookie cookie, string value)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Cookie = value;
        return cookie.Read(request).SingleOrDefault();
    }

    [Fact]
    public void The_first_session_key_signs_and_each_of_them_verifies()
    {
        var token = SessionCookie.NewToken();
        var before = Write(Cookie(Old), token);
        var during = Cookie($"{New}, {Old}");

        Assert.Equal(token, Read(during, before));
        Assert.Equal(Write(Cookie(New), token), Write(during, token));
        Assert.NotEqual(before, Write(during, token));
        Assert.Equal(token, Read(Cookie(New), Write(during, token)));
        Assert.Null(Read(Cookie(New), before));
    }

    [Fact]
    public async Task Authorization_beats_the_cookie()
    {
        var owner = await api.AccountAsync(isPlatformAdmin: true);
        var cookie = ("Cookie", await api.SessionAsync(owner));
        var token = SecuredApi.Bearer(api.Issuer.Token(api.Issuer.Claims("somebody")));

        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/api/admin/upgrade-requests", null, cookie)).StatusCode);
        await (await api.SendAsync(HttpMethod.Get, "/api/admin/upgrade-requests", null, cookie, token))
            .ShouldBeProblemAsync(403, "forbidden");
        await (await api.SendAsync(HttpMethod.Get, "/api/admin/upgrade-requests", null, cookie, SecuredApi.Bearer("nonsense")))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await api.SendAsync(HttpMethod.Get, "/api/admin/upgrade-requests", null, token, SecuredApi.Bearer("a second one")))
            .ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task What_anybody_reads_is_shown_to_a_token_that_is_not_accepted_as_to_nobody(string credentials)
    {
        var organization = Guid.NewGuid();
        var cookie = ("Cookie", await api.SessionAsync(await api.AccountAsync(isPlatformAdmin: true)));
        foreach (var address in new[] { "/api/status-levels/info", $"/api/organizations/{organization}/status" })
        {
            using var shown = await api.SendAsync(HttpMethod.Get, address, null, ("Authorization", credentials), cookie);
            using var toNobody = await api.SendAsync(HttpMethod.Get, address, null);

            await shown.ShouldBeOkAsync();
            Assert.Equal(await toNobody.Content.ReadAsStringAsync(), await shown.Content.ReadAsStringAsync());
            Assert.Equal("Bearer error=\"invalid_token\"", Assert.Single(shown.Headers.WwwAuthenticate).ToString());
            Assert.Empty(toNobody.Headers.WwwAuthenticate);
        }

        await (await api.SendAsync(
            HttpMethod.Get, $"/api/organizations/{organization}/status", null, SecuredApi.Bearer("slk_nobody-has-this-one")))
            .ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_bearer_needs_no_allowed_origin_because_no_browser_sends_it_by_itself()
    {
        var (_, key) = await api.KeyAsync([Scopes.StatusWrite]);
        var address = $"/api/admin/organizations/{Guid.NewGuid()}/status-levels";

        Assert.Equal(
            HttpStatusCode.OK,
            (
                await api.SendAsync(
                    HttpMethod.Post, address, """{"level":"A"}""", SecuredApi.Bearer(key),
                    ("Origin", "https://elsewhere.example.org"))).StatusCode);
    }

    [Fact]
    public async Task A_token_whose_subject_is_a_local_account_is_that_account()
    {
        var organization = Guid.NewGuid();
        var account = await api.AccountAsync();
        await api.JoinAsync(organization, account, "viewer");
        var token = SecuredApi.Bearer(
            api.Supabase.Token(api.Supabase.Claims(account).With("iss", $"{api.Supabase.Authority}/auth/v1").With("aud", "authenticated")));
        var address = $"/api/organizations/{organization}/status-history";
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, address, null, token)).StatusCode);

        await api.ExecuteAsync("update statuslevels.users set disabled_at = now() where id = $1", Guid.Parse(account));
        api.Api.Services.GetRequiredService<PrincipalCache>().Forget(account);

        await (await api.SendAsync(HttpMethod.Get, address, null, token)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task While_no_key_of_an_issuer_is_known_a_token_is_an_outage()
    {
        await using var away = await TestIssuer.StartAsync();
        away.IsAway = true;
        await using var product = await TestApi.StartAsync(
            new() { ["OIDC_AUTHORITY"] = away.Authority, ["OIDC_AUDIENCE"] = TestIssuer.Audience });
        using var client = product.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", away.Token(away.Claims("somebody")));

        using var answer = await client.GetAsync("/api/admin/users");

        await answer.ShouldBeProblemAsync(503, "issuer_unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        await (await client.GetAsync("/api/status-levels/info")).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_route_that_declares_nothing_is_closed_to_everybody()
    {
        await using var product = await TestApi.StartAsync(map: app => app.MapGet("/forgotten", () => "open"));

        await (await product.Client().GetAsync("/forgotten")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await (await product.SignedInAsync()).GetAsync("/forgotten")).ShouldBeProblemAsync(403, "forbidden");
        await (await product.Client().GetAsync("/nothing-there")).ShouldBeProblemAsync(404, "not_found");
    }
}

internal static class Claims
{
    public static JsonObject With(this JsonObject claims, string name, string value)
    {
        claims[name] = value;
        return claims;
    }
}
