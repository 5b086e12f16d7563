using System.Net;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>What people choose about mail, and whom nobody could tell.</summary>
public sealed class MailChoiceTests : MailRoutes
{
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
}
