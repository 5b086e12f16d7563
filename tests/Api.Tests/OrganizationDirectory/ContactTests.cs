using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.OrganizationDirectory;

public sealed class ContactTests(SharedApi shared)
{
    private readonly Guid organization = Guid.NewGuid();
    private readonly HttpClient admin = shared.Admin;

    private string Contacts => $"/api/organizations/{organization}/contacts";

    private async Task MakeEntryAsync() => await (await admin.SendAsync(
        HttpMethod.Put,
        $"/api/admin/organizations/{organization}",
        new()
        {
            ["name"] = "Honey farm",
            ["slug"] = $"org-{organization:n}",
            ["contact_emails"] = new JsonArray("old@example.org"),
            ["locale"] = "en"
        })).ShouldBeOkAsync();

    private Task<HttpResponseMessage> PutAsync(string locale, params string[] emails) => admin.SendAsync(
        HttpMethod.Put, Contacts,
        new() { ["contact_emails"] = new JsonArray([.. emails.Select(email => (JsonNode)email)]), ["locale"] = locale });

    [Fact]
    public async Task Contacts_are_replaced_and_the_rest_of_the_entry_stays()
    {
        await MakeEntryAsync();

        var put = await (await PutAsync("ru", "paseka@пример.рф", "new@example.org")).ShouldBeOkAsync();

        Assert.Equal("""
            {"contact_emails":["paseka@пример.рф","new@example.org"],"locale":"ru","contacts":[{"email":"paseka@пример.рф","confirmed":true,"muted":false,"failing":false},{"email":"new@example.org","confirmed":true,"muted":false,"failing":false}]}
            """, put.GetRawText());
        Assert.Equal(put.GetRawText(), (await admin.ReadAsync(Contacts)).GetRawText());
        var entry = await admin.ReadAsync($"/api/admin/organizations/{organization}");
        Assert.Equal(("Honey farm", $"org-{organization:n}", "ru"), (entry.Text("name"), entry.Text("slug"), entry.Text("locale")));
        var row = (await admin.AuditOfAsync("organization", organization.ToString()))[0];
        Assert.Equal("organization.contacts_changed", row.Text("action"));
        Assert.Equal(
            ("old@example.org", "paseka@пример.рф"),
            (
                row.GetProperty("before").GetProperty("contact_emails")[0].GetString(),
                row.GetProperty("after").GetProperty("contact_emails")[0].GetString()));
    }

    [Fact]
    public async Task Without_an_entry_there_are_no_contacts()
    {
        await (await admin.GetAsync(Contacts)).ShouldBeProblemAsync(404, "not_found");
        await (await PutAsync("en", "new@example.org")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Bad_input_names_the_fields_and_changes_nothing()
    {
        await MakeEntryAsync();
        Assert.Equal(
            ["contact_emails[1]", "locale"],
            (await (await PutAsync("fr", "a@example.org", "b")).ShouldBeProblemAsync(422, "validation_failed")).Fields());
        Assert.StartsWith(
            """{"contact_emails":["old@example.org"],"locale":"en",""", (await admin.ReadAsync(Contacts)).GetRawText(),
            StringComparison.Ordinal);
    }
}
