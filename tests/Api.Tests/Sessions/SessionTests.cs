using System.Net;
using System.Security.Cryptography;

namespace StatusLevels.Api.Tests.Sessions;

public sealed class SessionTests(SharedApi shared)
{
    private const string Credentials = $$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}""";

    private readonly TestApi api = shared.Api;

    /// <summary>The cookie of the session, without that of the device.</summary>
    internal static string SetCookie(HttpResponseMessage answer) =>
        Assert.Single(
            answer.Headers.GetValues("Set-Cookie"), cookie => !cookie.Split('=')[0].EndsWith("_device", StringComparison.Ordinal));

    internal static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string json = Credentials) =>
        await client.PostAsync("/api/session", Json.Content(json));

    private async Task<HttpResponseMessage> WhoAmIAsync(string cookie)
    {
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Cookie", cookie } } };
        return await bare.SendAsync(request);
    }

    [Fact]
    public async Task Signing_in_opens_a_session_and_tells_who_it_is()
    {
        var client = api.Client();

        using var signedIn = await SignInAsync(client);

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var reply = await signedIn.ReadJsonAsync();
        Assert.Equal(TestApi.AdminEmail, reply.GetProperty("user").Text("email"));
        Assert.Equal("platform_admin", reply.GetProperty("user").Text("platform_role"));
        Assert.True(Guid.TryParse(reply.GetProperty("user").Text("id"), out _));
        Assert.EndsWith("Z", reply.Text("expires_at"), StringComparison.Ordinal);
        Assert.Contains("no-store", signedIn.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var me = await client.GetAsync("/api/session");
        Assert.Equal(reply.GetRawText(), (await me.ReadJsonAsync()).GetRawText());
    }

    [Fact]
    public async Task The_cookie_is_closed_to_scripts_and_other_sites()
    {
        using var answer = await SignInAsync(api.Client());

        var cookie = SetCookie(answer);
        Assert.StartsWith("session_id=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=1209600", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Outside_development_the_cookie_is_secure_and_named_as_configured()
    {
        await using var production = await TestApi.StartAsync(new() { ["SESSION_COOKIE_NAME"] = "levels" }, environment: "Production");

        using var answer = await SignInAsync(production.Client());

        Assert.StartsWith("levels=", SetCookie(answer), StringComparison.Ordinal);
        Assert.Contains("secure", SetCookie(answer), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Outside_development_the_cookie_is_bound_to_this_host_alone()
    {
        await using var production = await TestApi.StartAsync(environment: "Production");

        using var answer = await SignInAsync(production.Client());

        foreach (var cookie in answer.Headers.GetValues("Set-Cookie"))
        {
            Assert.StartsWith("__Host-session_id", cookie, StringComparison.Ordinal);
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Of_several_cookies_of_the_name_the_one_that_is_live_counts_wherever_it_stands()
    {
        var (email, password) = await shared.AccountAsync();
        using var signedIn = await SignInAsync(api.Client(), $$"""{"email":"{{email}}","password":"{{password}}"}""");
        var mine = SetCookie(signedIn).Split(';')[0];
        using var first = await SignInAsync(api.Client());
        var ended = SetCookie(first).Split(';')[0];
        using var other = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = api.Address };
        using var signedOut = await other.AskAsync(HttpMethod.Delete, "/api/session", null, ("Cookie", ended));
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);

        string[] headers =
        [
            $"session_id=bogus; {mine}", $"{mine}; session_id=bogus", $"{ended}; {mine}", $"{mine};{ended}",
            $"session_id; session_id=; {mine}",
        ];
        foreach (var cookies in headers)
        {
            var reply = await (await WhoAmIAsync(cookies)).ShouldBeOkAsync();
            Assert.Equal(email, reply.GetProperty("user").Text("email"));
        }

        await (await WhoAmIAsync($"{ended}; session_id=bogus")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Of_two_live_sessions_the_first_counts()
    {
        var (email, password) = await shared.AccountAsync();
        using var one = await SignInAsync(api.Client(), $$"""{"email":"{{email}}","password":"{{password}}"}""");
        using var two = await SignInAsync(api.Client());

        var reply = await (await WhoAmIAsync($"{SetCookie(one).Split(';')[0]}; {SetCookie(two).Split(';')[0]}")).ShouldBeOkAsync();

        Assert.Equal(email, reply.GetProperty("user").Text("email"));
    }

    [Fact]
    public async Task The_database_holds_only_the_hash_of_a_token()
    {
        using var answer = await SignInAsync(api.Client());

        var token = Convert.FromBase64String(SetCookie(answer).Split('=', '.')[1].Replace('-', '+').Replace('_', '/') + "=");
        Assert.Equal(1L, await CountAsync(SHA256.HashData(token)));
        Assert.Equal(0L, await CountAsync(token));
    }

    private async Task<object?> CountAsync(byte[] key)
    {
        await using var command = api.Database.DataSource.CreateCommand("select count(*) from statuslevels.sessions where token_hash = $1");
        command.Parameters.Add(new() { Value = key });
        return await command.ExecuteScalarAsync();
    }

    [Theory]
    [InlineData("admin@example.ORG")]
    [InlineData("ADMIN@EXAMPLE.ORG")]
    public async Task The_address_compares_without_case(string email) =>
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(api.Client(), $$"""{"email":"{{email}}","password":"{{TestApi.AdminPassword}}"}""")).StatusCode);

    [Fact]
    public async Task A_wrong_address_and_a_wrong_password_look_the_same()
    {
        using var wrongPassword = await SignInAsync(api.Client(), $$"""{"email":"{{TestApi.AdminEmail}}","password":"wrong"}""");
        using var wrongEmail = await SignInAsync(api.Client(), """{"email":"nobody@example.org","password":"wrong"}""");

        var first = await wrongPassword.ShouldBeProblemAsync(401, "unauthenticated");
        var second = await wrongEmail.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal(first.Text("detail"), second.Text("detail"));
        Assert.Equal(wrongPassword.Headers.Select(header => header.Key), wrongEmail.Headers.Select(header => header.Key));
        Assert.False(wrongPassword.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_disabled_account_neither_signs_in_nor_stays_in()
    {
        var (email, password) = await shared.AccountAsync();
        var credentials = $$"""{"email":"{{email}}","password":"{{password}}"}""";
        var client = api.Client();
        await (await SignInAsync(client, credentials)).ShouldBeOkAsync();
        await using (var disable = api.Database.DataSource.CreateCommand("update statuslevels.users set disabled_at = now() where email = $1"))
        {
            disable.Parameters.Add(new() { Value = email });
            await disable.ExecuteNonQueryAsync();
        }

        await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await SignInAsync(api.Client(), credentials)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Without_a_session_there_is_nobody()
    {
        using var answer = await api.Client().GetAsync("/api/session");

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal("Cookie", answer.Headers.WwwAuthenticate.Single().Scheme);
        await (await api.Client().DeleteAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_good()
    {
        var client = api.Client();
        using var signedIn = await SignInAsync(client);
        var cookie = SetCookie(signedIn).Split(';')[0];

        using var signedOut = await client.DeleteAsync("/api/session");

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Contains("session_id=;", SetCookie(signedOut), StringComparison.Ordinal);
        await (await client.GetAsync("/api/session")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await WhoAmIAsync(cookie)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_that_the_browser_had()
    {
        var client = api.Client();
        using var first = await SignInAsync(client);
        using var second = await SignInAsync(client);

        await (await WhoAmIAsync(SetCookie(first).Split(';')[0])).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(SetCookie(second).Split(';')[0])).StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_we_did_not_sign_is_worth_nothing_but_does_no_harm_where_anyone_may_read()
    {
        using var signedIn = await SignInAsync(api.Client());
        var cookie = SetCookie(signedIn).Split(';')[0];
        var token = cookie.Split('.')[0];

        foreach (
            var bad in new[] { token, $"{token}.{token["session_id=".Length..]}", $"{cookie}.", "session_id=", "session_id=a.b",
                "session_id=ключ.ключ", $"session_id={new string('x', 4000)}" })
        {
            await (await WhoAmIAsync(Uri.EscapeDataString(bad).Replace("%3D", "=", StringComparison.Ordinal)))
                .ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var request =
            new HttpRequestMessage(
                HttpMethod.Get, "/probe/6f9619ff-8b86-d011-b42d-00c04fc964ff/id")
            { Headers = { { "Cookie", "session_id=a.b" } } };
        Assert.Equal(HttpStatusCode.OK, (await api.Client().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task No_log_line_holds_an_address_or_a_password()
    {
        await SignInAsync(api.Client());

        Assert.DoesNotContain(
            api.Log.Lines,
            line =>
                line.Text.Contains(TestApi.AdminEmail, StringComparison.OrdinalIgnoreCase)
                    || line.Text.Contains(TestApi.AdminPassword, StringComparison.Ordinal));
    }
}
