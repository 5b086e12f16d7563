using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>What tests of the routes of mail begin with: a product, its mail server, and people.</summary>
public abstract partial class MailRoutes : IAsyncLifetime
{
    private protected readonly TestMailServer server = TestMailServer.Start();
    private protected TestApi api = null!;
    private protected HttpClient admin = null!;
    private protected HttpClient anyone = null!;

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
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex("https?://[^\\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private protected static partial Regex Address();

    private protected static string LinkOf(MimeMessage mail, string page) =>
        Address().Matches(mail.TextBody!).Select(match => match.Value).Single(link => link.Contains($"/{page}?", StringComparison.Ordinal));

    private protected static HttpContent Contacts(params string[] emails) =>
        Json.Content($$"""{"contact_emails":[{{string.Join(',', emails.Select(email => $"\"{email}\""))}}],"locale":"en"}""");

    private protected static async Task<string> PutContactsAsync(HttpClient member, Guid organization, params string[] emails) =>
        (await (await member.PutAsync($"/api/organizations/{organization}/contacts", Contacts(emails))).ShouldBeOkAsync()).GetRawText();

    private protected async Task<string> ContactsAsync(Guid organization) =>
        (await (await admin.GetAsync($"/api/admin/organizations/{organization}")).ShouldBeOkAsync()).GetProperty("contacts").GetRawText();

    private protected async Task<MimeMessage> MailAsync(string address, string subject)
    {
        await Eventually.HoldsAsync(() => server.To(address).Any(IsIt));
        return server.To(address).First(IsIt);

        bool IsIt(MimeMessage mail) => mail.Subject!.Contains(subject, StringComparison.Ordinal);
    }

    private protected async Task<string> UserAsync()
    {
        var email = $"{Guid.NewGuid():n}@people.example";
        using var made = await admin.PostAsync(
            "/api/admin/users", Json.Content($$"""{"email":"{{email}}","display_name":"Olga","password":"some other long secret"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return email;
    }

    private protected async Task<HttpClient> MemberAsync(Guid organization, string role)
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
