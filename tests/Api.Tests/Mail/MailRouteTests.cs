using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>What the links in mails allow, and what people choose about mail.</summary>
public sealed partial class MailRouteTests : IAsyncLifetime
{
    private const string Password = "a long enough new secret";

    private readonly TestMailServer server = TestMailServer.Start();
    private TestApi api = null!;
    private HttpClient admin = null!;
    private HttpClient anyone = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(MailerTests.Settings(server.Url));
        admin = await api.SignedInAsync();
        anyone = api.Client();
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        anyone.Dispose();
        await api.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_contact_that_the_organization_sets_gets_one_mail_until_it_confirms()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en");
        using var owner = await MemberAsync(organization, "owner");

        var set = await PutContactsAsync(owner, organization, "new@acme.example");
        Assert.Contains("\"email\":\"new@acme.example\",\"confirmed\":false", set, StringComparison.Ordinal);
        var asked = await MailAsync("new@acme.example", "Shall Acme");
        await admin.GrantAsync(organization, "A");
        await Eventually.HoldsAsync(() => server.Taken.Any(mail => mail.Subject!.Contains("now has level", StringComparison.Ordinal)));
        Assert.Single(server.To("new@acme.example"));

        var link = LinkOf(asked, "confirmation");
        Assert.Contains("Yes, write", await (await anyone.GetAsync(link)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"confirmed\":false", await ContactsAsync(organization), StringComparison.Ordinal);
        using var confirmed = await anyone.PostAsync(link, content: null);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        Assert.Contains("\"confirmed\":true", await ContactsAsync(organization), StringComparison.Ordinal);
        using var again = await anyone.PostAsync(link, content: null);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task The_eleventh_new_contact_of_a_day_is_too_many()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en");
        using var owner = await MemberAsync(organization, "owner");
        var ten = Enumerable.Range(1, 10).Select(number => $"c{number}@many.example").ToArray();

        await PutContactsAsync(owner, organization, ten);
        using var refused = await owner.PutAsync(
            $"/api/organizations/{organization}/contacts", Contacts([.. ten, "c11@many.example"]));

        await refused.ShouldBeProblemAsync(429, "rate_limited");
        Assert.DoesNotContain("c11", await ContactsAsync(organization), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_click_mutes_a_contact_there_and_nothing_else_does()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en", "quiet@two.example");
        await admin.GrantAsync(organization, "A");
        var mail = await MailAsync("quiet@two.example", "level A");
        var link = mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>');

        foreach (var wrong in new[] { link[..^1], link[..^4] + "AAAA", link.Split('=')[0] + "=" })
        {
            using var forged = await anyone.PostAsync(wrong, content: null);
            Assert.Equal(HttpStatusCode.Gone, forged.StatusCode);
        }

        using var page = await anyone.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("\"muted\":false", await ContactsAsync(organization), StringComparison.Ordinal);
        using var click = new HttpRequestMessage(HttpMethod.Post, link)
        {
            Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
            Headers = { { "Origin", "https://mail.elsewhere.example" }, { "Sec-Fetch-Site", "cross-site" } },
        };
        // A session that travels along changes nothing.
        using var clicked = await admin.SendAsync(click);
        Assert.Equal(HttpStatusCode.OK, clicked.StatusCode);

        Assert.Contains("\"muted\":true", await ContactsAsync(organization), StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task Members_choose_and_owners_cannot_turn_off_what_is_locked()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en");
        using var owner = await MemberAsync(organization, "owner");
        using var viewer = await MemberAsync(organization, "viewer");
        var address = $"/api/organizations/{organization}/mail-preferences";

        Assert.Equal(
            """{"categories":{"expiry":false,"changes":false,"payments":false,"requests":false},"locked":[]}""",
            (await (await viewer.GetAsync(address)).ShouldBeOkAsync()).GetRawText());
        const string Less = """{"categories":{"expiry":true,"changes":true,"payments":false,"requests":false}}""";
        await (await owner.PutAsync(address, Json.Content(Less))).ShouldBeOkAsync();
        Assert.Equal(
            """{"categories":{"expiry":true,"changes":true,"payments":false,"requests":false},"locked":["expiry","changes"]}""",
            (await (await owner.GetAsync(address)).ShouldBeOkAsync()).GetRawText());
        using var refused = await owner.PutAsync(
            address, Json.Content(Less.Replace("\"expiry\":true", "\"expiry\":false", StringComparison.Ordinal)));
        Assert.Equal(["categories.expiry"], (await refused.ShouldBeProblemAsync(422, "validation_failed")).Fields());
        await (await admin.GetAsync(address)).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Who_chooses_a_language_is_written_to_in_it_and_else_in_that_of_the_organization()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en");
        using var owner = await MemberAsync(organization, "owner");
        var email = (await (await owner.GetAsync("/api/session")).ShouldBeOkAsync()).GetProperty("user").Text("email");

        using var chosen = await owner.PutAsync("/api/session/locale", Json.Content("""{"locale":"ru"}"""));
        Assert.Equal(HttpStatusCode.NoContent, chosen.StatusCode);
        Assert.Equal("ru", (await (await owner.GetAsync("/api/session")).ShouldBeOkAsync()).GetProperty("user").Text("locale"));
        await admin.GrantAsync(organization, "A");
        await MailAsync(email, "теперь уровень A");
        using var wrong = await owner.PutAsync("/api/session/locale", Json.Content("""{"locale":"de"}"""));
        Assert.Equal(["locale"], (await wrong.ShouldBeProblemAsync(422, "validation_failed")).Fields());

        using var none = await owner.PutAsync("/api/session/locale", Json.Content("""{"locale":null}"""));
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
        await admin.GrantAsync(organization, "B");
        await MailAsync(email, "now has level B");
    }

    [Fact]
    public async Task The_list_of_what_ends_soon_can_be_of_those_alone_that_nobody_was_told_of()
    {
        var (told, untold) = (
            await admin.NewOrganizationAsync("Told", "en", "told@soon.example"), await admin.NewOrganizationAsync("Nobody", "en"));
        foreach (var organization in new[] { told, untold })
        {
            using var granted = await admin.PostAsync(
                $"/api/admin/organizations/{organization}/status-levels",
                Json.Content($$"""{"level":"B","valid_until":"{{TimeProvider.System.GetUtcNow().AddDays(60).AddSeconds(3):yyyy-MM-ddTHH:mm:ssZ}}"}"""));
            Assert.True(granted.IsSuccessStatusCode);
        }

        await api.ShouldShowAsync("1", "select count(*) from untold_notices where organization_id = $1", untold);

        var all = (await (await admin.GetAsync("/api/admin/expiring?days=61")).ShouldBeOkAsync()).GetProperty("items");
        Assert.Equal(2, all.GetArrayLength());
        var some = (await (await admin.GetAsync("/api/admin/expiring?days=61&untold=true")).ShouldBeOkAsync()).GetProperty("items");
        Assert.Equal([untold.ToString()], some.EnumerateArray().Select(item => item.Text("organization_id")));
        await (await admin.GetAsync("/api/admin/expiring?untold=maybe")).ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task A_late_bounce_marks_the_address_and_asking_back_mends_it()
    {
        var organization = await admin.NewOrganizationAsync("Acme", "en", "late@bounce.example");
        using var service = await api.ServiceAsync("mail:write");
        using var told = await service.PostAsync(
            "/api/admin/mail/failures", Json.Content("""{"address":"Late@bounce.example","reason":"550 5.1.1 no such user"}"""));
        Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
        Assert.Contains("\"failing\":true", await ContactsAsync(organization), StringComparison.Ordinal);

        using var asked = await admin.PostAsync(
            $"/api/organizations/{organization}/contacts/confirmation", Json.Content("""{"email":"late@bounce.example"}"""));
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        using var confirmed = await anyone.PostAsync(
            LinkOf(await MailAsync("late@bounce.example", "Shall Acme"), "confirmation"), content: null);

        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        Assert.Contains("\"failing\":false", await ContactsAsync(organization), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTF-8 vor dem @ <ä@example.org>")]
    [InlineData("ä@example.org")]
    [InlineData("a@example.org,b@example.org")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@-")]
    [InlineData("a(comment)@example.org")]
    [InlineData("a@example.org\\r\\nBcc: b@example.org")]
    public async Task What_is_no_deliverable_address_is_no_contact(string address)
    {
        var id = Guid.NewGuid();

        using var answer = await admin.PutAsync(
            $"/api/admin/organizations/{id}",
            Json.Content($$"""{"name":"Acme","slug":"o-{{id:n}}","contact_emails":["{{address}}"],"locale":"en"}"""));

        Assert.Equal(["contact_emails[0]"], (await answer.ShouldBeProblemAsync(422, "validation_failed")).Fields());
    }

    [Theory]
    [InlineData("\\\"quoted.user\\\"@example.org", "quoted.user")]
    [InlineData("o'brien+tag@example.org", "o'brien+tag@example.org")]
    [InlineData("office@пример.рф", "xn--e1afmkfd.xn--p1ai")]
    public async Task Addresses_with_quotes_and_of_other_scripts_domains_are_written_to(string address, string seen)
    {
        var organization = await admin.NewOrganizationAsync("Acme\u202e evil", "en", address);

        await admin.GrantAsync(organization, "A");

        await Eventually.HoldsAsync(
            () =>
                server.Taken.Any(
                    mail => mail.To.Mailboxes.Any(to => to.GetAddress(idnEncode: true).Contains(seen, StringComparison.Ordinal))));
        Assert.DoesNotContain(server.Taken, mail => mail.Subject!.Contains('\u202e', StringComparison.Ordinal));
    }

    [GeneratedRegex("https?://[^\\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    private static string LinkOf(MimeMessage mail, string page) =>
        Address().Matches(mail.TextBody!).Select(match => match.Value).Single(link => link.Contains($"/{page}?", StringComparison.Ordinal));

    private static string Token(MimeMessage mail) => LinkOf(mail, "password-reset").Split("token=")[1];

    private static HttpContent Contacts(params string[] emails) =>
        Json.Content($$"""{"contact_emails":[{{string.Join(',', emails.Select(email => $"\"{email}\""))}}],"locale":"en"}""");

    private static async Task<string> PutContactsAsync(HttpClient member, Guid organization, params string[] emails) =>
        (await (await member.PutAsync($"/api/organizations/{organization}/contacts", Contacts(emails))).ShouldBeOkAsync()).GetRawText();

    private async Task<string> ContactsAsync(Guid organization) =>
        (await (await admin.GetAsync($"/api/admin/organizations/{organization}")).ShouldBeOkAsync()).GetProperty("contacts").GetRawText();

    private Task<HttpResponseMessage> SetAsync(string address, string token, string password) =>
        anyone.PostAsync(address, Json.Content($$"""{"token":"{{token}}","password":"{{password}}"}"""));

    private async Task<(HttpStatusCode Status, string Body)> ForgetAsync(string email)
    {
        using var answer = await anyone.PostAsync("/api/password-reset", Json.Content($$"""{"email":"{{email}}"}"""));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<MimeMessage> MailAsync(string address, string subject)
    {
        await Eventually.HoldsAsync(() => server.To(address).Any(IsIt));
        return server.To(address).First(IsIt);

        bool IsIt(MimeMessage mail) => mail.Subject!.Contains(subject, StringComparison.Ordinal);
    }

    private async Task<string> UserAsync()
    {
        var email = $"{Guid.NewGuid():n}@people.example";
        using var made = await admin.PostAsync(
            "/api/admin/users", Json.Content($$"""{"email":"{{email}}","display_name":"Olga","password":"some other long secret"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return email;
    }

    private async Task<HttpClient> MemberAsync(Guid organization, string role)
    {
        var email = await UserAsync();
        await api.ExecuteAsync("""
            insert into organization_members (organization_id, user_id, role, added_at) select $1, id::text, $2, now() from users where email = $3
            """, organization, role, email);
        var client = api.Client();
        using var signedIn = await client.PostAsync(
            "/api/session", Json.Content($$"""{"email":"{{email}}","password":"some other long secret"}"""));
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        return client;
    }
}
