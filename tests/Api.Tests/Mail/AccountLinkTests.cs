using System.Net;
using MimeKit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>Links that set passwords: once, for a while, and without telling who has an account.</summary>
public sealed class AccountLinkTests : MailRoutes
{
    private const string Password = "a long enough new secret";

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_link_that_works_once()
    {
        var email = await UserAsync();
        await ForgetAsync(email);
        var mail = await MailAsync(email, "new password");
        var token = Token(mail);

        using (var weak = await SetAsync("/api/password-reset/confirmation", token, "password12"))
        {
            Assert.Equal(["password"], (await weak.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        }

        using (var set = await SetAsync("/api/password-reset/confirmation", token, Password))
        {
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        }

        using (var again = await SetAsync("/api/password-reset/confirmation", token, Password))
        {
            await again.ShouldBeProblemAsync(410, "gone");
        }

        using var signIn = await anyone.PostAsync("/api/session", Json.Content($$"""{"email":"{{email}}","password":"{{Password}}"}"""));
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
        await MailAsync(email, "was changed");
    }

    [Fact]
    public async Task A_link_that_is_old_or_of_another_kind_is_gone()
    {
        var email = await UserAsync();
        await ForgetAsync(email);
        var token = Token(await MailAsync(email, "new password"));

        using (var other = await SetAsync("/api/invitation", token, Password))
        {
            await other.ShouldBeProblemAsync(410, "gone");
        }

        await api.ExecuteAsync("update mail_links set expires_at = now()");
        using var old = await SetAsync("/api/password-reset/confirmation", token, Password);
        await old.ShouldBeProblemAsync(410, "gone");
    }

    [Fact]
    public async Task Whether_there_is_an_account_shows_nowhere_and_a_fourth_mail_of_an_hour_is_not_sent()
    {
        var email = await UserAsync();

        Assert.Equal(await ForgetAsync(email), await ForgetAsync("nobody@nowhere.example"));
        for (var more = 0; more < 4; more++)
        {
            await ForgetAsync(email);
        }

        await Eventually.HoldsAsync(() => server.To(email).Count == 3);
        await ForgetAsync(email);
        var last = await UserAsync();
        await ForgetAsync(last);
        await MailAsync(last, "new password");
        Assert.Equal(3, server.To(email).Count);
        Assert.Empty(server.To("nobody@nowhere.example"));
    }

    [Fact]
    public async Task What_was_asked_stands_in_the_database_once_it_is_answered_whoever_has_the_address()
    {
        var (email, nobody) = (await UserAsync(), $"{Guid.NewGuid():n}@nowhere.example");
        const string Row = "select status, letter, tries, user_id is null from deliveries where recipient = $1";
        await api.ExecuteAsync("update delivery_state set held_at = now()");

        await ForgetAsync(email.ToUpperInvariant());
        await ForgetAsync(nobody);

        Assert.Equal("pending reset 0 True", await api.RowAsync(Row, email));
        Assert.Equal("pending reset 0 True", await api.RowAsync(Row, nobody));
        await api.ExecuteAsync("update delivery_state set held_at = null");
        await MailAsync(email, "new password");
        await api.ShouldShowAsync("delivered reset 1 False", Row, email);
        await api.ShouldShowAsync("cancelled reset 0 True", Row, nobody);
        Assert.Equal("no_account", await api.RowAsync("select last_error from deliveries where recipient = $1", nobody));
    }

    [Fact]
    public async Task An_account_that_is_disabled_meanwhile_gets_no_link()
    {
        var email = await UserAsync();
        await api.ExecuteAsync("update delivery_state set held_at = now()");
        await ForgetAsync(email);
        await api.ExecuteAsync("update users set disabled_at = now() where email = $1", email);
        await api.ExecuteAsync("update delivery_state set held_at = null");

        await api.ShouldShowAsync("cancelled no_account", "select status, last_error from deliveries where recipient = $1", email);
        Assert.Empty(server.To(email));
    }

    [Fact]
    public async Task An_invited_account_gets_a_link_that_sets_its_first_password()
    {
        var email = $"{Guid.NewGuid():n}@invited.example";
        using var made = await admin.PostAsync(
            "/api/admin/users", Json.Content($$"""{"email":"{{email}}","display_name":"Olga","invite":true}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var mail = await MailAsync(email, "Your account");
        Assert.Contains("Hello, Olga!", mail.TextBody, StringComparison.Ordinal);
        var link = LinkOf(mail, "invitation");

        using var page = await anyone.GetAsync(link);
        Assert.Contains("name=\"password\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        using var set = await anyone.PostAsync(link, new FormUrlEncodedContent([new("password", Password)]));
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);

        using var signIn = await anyone.PostAsync("/api/session", Json.Content($$"""{"email":"{{email}}","password":"{{Password}}"}"""));
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
        using var both = await admin.PostAsync(
            "/api/admin/users", Json.Content("""{"email":"x@y.example","display_name":"X","password":"a long enough new secret","invite":true}"""));
        Assert.Equal(["invite"], (await both.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    private static string Token(MimeMessage mail) => LinkOf(mail, "password-reset").Split("token=")[1];

    private Task<HttpResponseMessage> SetAsync(string address, string token, string password) =>
        anyone.PostAsync(address, Json.Content($$"""{"token":"{{token}}","password":"{{password}}"}"""));

    private async Task<(HttpStatusCode Status, string Body)> ForgetAsync(string email)
    {
        using var answer = await anyone.PostAsync("/api/password-reset", Json.Content($$"""{"email":"{{email}}"}"""));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
