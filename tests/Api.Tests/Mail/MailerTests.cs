using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using SmtpServer.Protocol;
using StatusLevels.Api.Mail;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>From a change to a mailbox, over real SMTP.</summary>
public sealed class MailerTests : IAsyncLifetime
{
    private readonly TestMailServer server = TestMailServer.Start();
    private TestApi api = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(Settings(server.Url));
        admin = await api.SignedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await api.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_granted_level_reaches_the_contacts_in_the_language_of_the_organization()
    {
        var organization = await OrganizationAsync("ru", "office@linen.example");

        await GrantAsync(organization);

        var mail = (await MailsAsync("office@linen.example", 1))[0];
        Assert.Equal("У организации «Льняная <мануфактура>» теперь уровень A", mail.Subject);
        Assert.DoesNotContain("<мануфактура>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Льняная <мануфактура>", WebUtility.HtmlDecode(mail.HtmlBody), StringComparison.Ordinal);
        Assert.Contains("Льняная <мануфактура>", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers[HeaderId.ListUnsubscribePost]);
        Assert.NotEmpty(mail.References);
        using var size = new MemoryStream();
        await mail.WriteToAsync(size, TestContext.Current.CancellationToken);
        Assert.InRange(size.Length, 1, 30 * 1024);
        await RowsAsync("delivered 1 o…@linen.example", """
            select d.status, d.tries, t.target
            from deliveries as d join told as t on (t.organization_id, t.epoch, t.number) = (d.organization_id, d.epoch, d.number)
            where d.organization_id = $1 and t.channel = 'mail'
            """, organization);
    }

    [Fact]
    public async Task One_of_three_recipients_that_is_refused_is_marked_and_the_others_get_theirs()
    {
        server.Refuses = address => address.StartsWith("gone@", StringComparison.Ordinal)
            ? new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no such user") : null;
        var organization = await OrganizationAsync("en", "one@three.example", "gone@three.example", "two@three.example");

        await GrantAsync(organization);

        await MailsAsync("one@three.example", 1);
        await MailsAsync("two@three.example", 1);
        await RowsAsync("failed 550 1 no such user, 4 retry(ies) remaining.", """
            select d.status, d.last_status_code, d.tries, f.reason
            from deliveries as d join failing_addresses as f on f.address_key = d.recipient
            where d.organization_id = $1 and d.recipient = 'gone@three.example'
            """, organization);
    }

    [Fact]
    public async Task What_is_refused_for_now_is_tried_again_with_the_same_id()
    {
        var ids = new List<string>();
        server.RefusesMessage = message =>
        {
            ids.Add(message.MessageId!);
            return ids.Count == 1 ? new SmtpResponse((SmtpReplyCode)451, "later") : null;
        };
        var organization = await OrganizationAsync("en", "later@four.example");

        await GrantAsync(organization);

        await MailsAsync("later@four.example", 1);
        Assert.Equal(ids[0], ids[1]);
        await RowsAsync("delivered 2", "select status, tries from deliveries where organization_id = $1", organization);
    }

    [Fact]
    public async Task A_mail_is_not_sent_once_its_contact_is_removed()
    {
        server.Refuses = address => new SmtpResponse((SmtpReplyCode)451, "later");
        var organization = await OrganizationAsync("en", "removed@five.example");
        await GrantAsync(organization);
        await RowsAsync("pending 1", "select status, tries from deliveries where organization_id = $1", organization);

        await api.ExecuteAsync("update organizations set contact_emails = '{}' where organization_id = $1", organization);
        await api.ExecuteAsync("update deliveries set next_attempt_at = now() where organization_id = $1", organization);

        await RowsAsync("cancelled removed 1", "select status, last_error, tries from deliveries where organization_id = $1", organization);
    }

    [Fact]
    public async Task What_is_older_than_72_hours_is_not_sent()
    {
        server.Refuses = address => new SmtpResponse((SmtpReplyCode)451, "later");
        var organization = await OrganizationAsync("en", "old@six.example");
        await GrantAsync(organization);
        await RowsAsync("pending 1", "select status, tries from deliveries where organization_id = $1", organization);

        await api.ExecuteAsync("update outbox set time = now() - interval '73 hours' where organization_id = $1", organization);
        await api.ExecuteAsync("update deliveries set next_attempt_at = now() where organization_id = $1", organization);

        await RowsAsync("cancelled too_old", "select status, last_error from deliveries where organization_id = $1", organization);
    }

    [Fact]
    public async Task While_the_database_is_held_nothing_is_sent()
    {
        server.Refuses = address => new SmtpResponse((SmtpReplyCode)451, "later");
        var organization = await OrganizationAsync("en", "held@seven.example");
        await GrantAsync(organization);
        await RowsAsync("pending 1", "select status, tries from deliveries where organization_id = $1", organization);
        await api.ExecuteAsync("update delivery_state set held_at = now(), held_because = 'a test'");
        server.Refuses = _ => null;
        await api.ExecuteAsync("update deliveries set next_attempt_at = now() where organization_id = $1", organization);

        // What the mailer finds at its next look, a year from now too.
        var queue = api.Services.GetRequiredService<MailQueue>();
        var found = await queue.TakeAsync(
            100, [], TimeProvider.System.GetUtcNow().AddYears(1), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, mail => mail.Delivery.Recipient == "held@seven.example");
        Assert.Empty(server.To("held@seven.example"));
        using var anyone = api.Client();
        await Eventually.SeesAsync(
            async () => (await (await anyone.GetAsync("/readyz")).ShouldBeOkAsync()).GetProperty("checks").Text("delivery"),
            delivery => delivery == "held");
        await api.ExecuteAsync("update delivery_state set held_at = null");

        await MailsAsync("held@seven.example", 1);
    }

    internal static Dictionary<string, string?> Settings(string url) => new()
    {
        ["SMTP_URL"] = url,
        ["MAIL_FROM"] = "Levels <levels@example.org>",
        ["MAIL_PER_SECOND"] = "0",
    };

    private Task<Guid> OrganizationAsync(string locale, params string[] contacts) =>
        admin.NewOrganizationAsync("Льняная <мануфактура>", locale, contacts);

    private Task GrantAsync(Guid organization) => admin.GrantAsync(organization, "A");

    private async Task<IReadOnlyList<MimeMessage>> MailsAsync(string address, int count)
    {
        await Eventually.HoldsAsync(() => server.To(address).Count >= count);
        return server.To(address);
    }

    private Task RowsAsync(string expected, string sql, Guid organization) => api.ShouldShowAsync(expected, sql, organization);
}
