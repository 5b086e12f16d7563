using System.Xml.Linq;

namespace StatusLevels.Api.Tests.Badges;

/// <summary>Badges right before a level ends, and right after.</summary>
public sealed class BadgeOverTimeTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    [Fact]
    public async Task A_badge_is_kept_no_longer_than_it_is_true()
    {
        var admin = await fixture.Api.SignedInAsync();
        var organization = new TestOrganization(fixture.Api, admin);
        var end = fixture.Time.GetUtcNow().AddHours(1);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{end:O}}"}""")).ShouldBeOkAsync();
        var anyone = fixture.Api.Client();

        fixture.Time.Advance(end - fixture.Time.GetUtcNow() - TimeSpan.FromSeconds(12));
        using (var before = await anyone.GetAsync($"/badges/{organization.Id}.svg"))
        {
            Assert.Equal("public, max-age=12, must-revalidate", before.Headers.NonValidated["Cache-Control"].ToString());
            Assert.Contains("Level B", await TitleAsync(before), StringComparison.Ordinal);
        }

        fixture.Time.Advance(TimeSpan.FromSeconds(12));
        using var after = await anyone.GetAsync($"/badges/{organization.Id}.svg");
        Assert.Equal("No status level", await TitleAsync(after));
    }

    private static async Task<string> TitleAsync(HttpResponseMessage answer) =>
        XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Elements().First().Value;
}
