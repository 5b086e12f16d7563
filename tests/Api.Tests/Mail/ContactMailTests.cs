using System.Net;
using MimeKit;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>Contacts: who is asked, who is muted, and what is an address.</summary>
public sealed class ContactMailTests : MailRoutes
{
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
}
