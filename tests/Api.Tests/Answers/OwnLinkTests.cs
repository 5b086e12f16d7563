namespace StatusLevels.Api.Tests.Answers;

/// <summary>The product under a path of somebody else's address: what it links to is under that path too.</summary>
public sealed class OwnLinkTests(OwnLinkTests.Fixture fixture) : IClassFixture<OwnLinkTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        internal TestApi Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Api = await TestApi.StartAsync(new() { ["PUBLIC_BASE_URL"] = "https://x.example.org/levels/of%20trust/" });

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    private const string Mount = "/levels/of%20trust";

    private static string Target(HttpResponseMessage answer)
    {
        var link = Assert.Single(answer.Headers.GetValues("Link"));
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData("")]
    [InlineData(Mount)]
    public async Task Links_lead_back_to_the_product_whether_the_proxy_takes_the_path_away_or_not(string asked)
    {
        using var admin = await fixture.Api.SignedInAsync();
        var organization = new TestOrganization(fixture.Api, admin);
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"B"}""")).ShouldBeOkAsync();

        var lists = new[]
        {
            $"{organization.Address}/status-history?per_page=1", $"{organization.Address}/status/history?limit=1",
            "/api/admin/audit?limit=1",
        };
        foreach (var address in lists)
        {
            using var page = await admin.GetAsync(asked + address, []);
            await page.ShouldBeOkAsync();
            Assert.StartsWith($"{Mount}/api/", Target(page), StringComparison.Ordinal);
            await (await admin.GetAsync(Target(page)[(Mount.Length - asked.Length)..], [])).ShouldBeOkAsync();
        }

        foreach (var (address, body) in new[]
        {
            ("/api/admin/users", $$"""{"email":"{{Guid.NewGuid():n}}@example.org","display_name":"n"}"""),
            ("/api/admin/api-keys", """{"name":"n","scopes":["status:write"]}"""),
        })
        {
            using var made = await admin.AskAsync(HttpMethod.Post, asked + address, body);
            Assert.Equal(201, (int)made.StatusCode);
            Assert.StartsWith($"{Mount}{address}/", made.Headers.Location?.OriginalString, StringComparison.Ordinal);
        }
    }
}
