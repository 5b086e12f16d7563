using System.Net;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>No mail server is set: off outside development, and files within.</summary>
public sealed class MailOffTests
{
    [Fact]
    public async Task While_mail_is_off_none_is_made_and_what_takes_one_says_so()
    {
        await using var api = await TestApi.StartAsync(environment: "Production");
        using var anyone = api.Client();

        var ready = await (await anyone.GetAsync("/readyz")).ShouldBeOkAsync();
        Assert.Equal("off", ready.GetProperty("checks").Text("mail"));
        using var reset = await anyone.PostAsync("/api/password-reset", Json.Content("""{"email":"a@example.org"}"""));
        await reset.ShouldBeProblemAsync(503, "mail_unavailable");
        using var mailbox = await anyone.GetAsync("/dev/mail");
        Assert.Equal(HttpStatusCode.NotFound, mailbox.StatusCode);
    }

    [Fact]
    public async Task On_a_developers_machine_mails_are_files_and_a_page_shows_them()
    {
        await using var api = await TestApi.StartAsync();
        using var admin = await api.SignedInAsync();
        var organization = await admin.NewOrganizationAsync("Acme <b>", "en", "office@acme.example");
        await admin.GrantAsync(organization, "A");

        var list = await Eventually.SeesAsync(
            () => admin.GetStringAsync("/dev/mail"), page => page.Contains("now has level A", StringComparison.Ordinal));

        Assert.DoesNotContain("<b>", list, StringComparison.Ordinal);
        var name = Path.GetFileName(Directory.GetFiles(Path.Combine(api.DataDirectory, "mail"), "*.eml").Single());
        using var mail = await admin.GetAsync($"/dev/mail/{name}");
        Assert.Equal("text/html", mail.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", mail.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("Acme <b>", await admin.GetStringAsync($"/dev/mail/{name}/text"), StringComparison.Ordinal);
        using var elsewhere = await admin.GetAsync("/dev/mail/..%2Fsession-key");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }
}
