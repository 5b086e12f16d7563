using Microsoft.Extensions.Time.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>The bits of a credential say what counts now, whether or not what fell due is settled.</summary>
public sealed class StatusListTests : IAsyncLifetime
{
    // Longer than any answer is remembered.
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(61);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private TestApi api = null!;
    private HttpClient admin = null!;
    private HttpClient anyone = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(CredentialApi.Settings, time);
        admin = await api.SignedInAsync();
        anyone = api.Client();
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        anyone.Dispose();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task B_is_suspended_at_its_end_and_with_it_C_and_both_are_over_a_month_later()
    {
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "B", time.GetUtcNow().AddDays(10))).ShouldBeOkAsync();
        await (await admin.GrantAsync(organization, "C")).ShouldBeOkAsync();
        var (b, c) = (
            await CredentialApi.CredentialAsync(anyone, organization, "B"), await CredentialApi.CredentialAsync(anyone, organization, "C"));
        Assert.Equal((false, false), await StatusAsync(b));
        Assert.Equal((false, false), await StatusAsync(c));

        time.Advance(TimeSpan.FromDays(10));
        Assert.Equal((false, true), await StatusAsync(b));
        Assert.Equal((false, true), await StatusAsync(c));
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization, "B"))).ShouldBeProblemAsync(404, "level_not_active");

        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal((true, false), await StatusAsync(b));
        Assert.Equal((true, false), await StatusAsync(c));
    }

    [Fact]
    public async Task What_is_restored_is_suspended_no_more()
    {
        var organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "B", time.GetUtcNow().AddDays(10))).ShouldBeOkAsync();
        var b = await CredentialApi.CredentialAsync(anyone, organization.Id, "B");
        time.Advance(TimeSpan.FromDays(11));
        Assert.Equal((false, true), await StatusAsync(b));
        using var again = await api.SignedInAsync();
        await (await organization.By(again).VerifyAsync()).ShouldBeOkAsync();

        Assert.Equal((false, false), await StatusAsync(b));
    }

    [Fact]
    public async Task What_was_revoked_stays_so_when_the_level_is_granted_anew()
    {
        var organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        var former = await CredentialApi.CredentialAsync(anyone, organization.Id, "A");
        await (await organization.RevokeAsync("A")).ShouldBeOkAsync();
        Assert.Equal((true, false), await StatusAsync(former));
        await (await admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();

        Assert.Equal((true, false), await StatusAsync(former));
        Assert.Equal((false, false), await StatusAsync(await CredentialApi.CredentialAsync(anyone, organization.Id, "A")));
    }

    [Fact]
    public async Task A_with_an_end_is_over_then()
    {
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A", time.GetUtcNow().AddDays(3))).ShouldBeOkAsync();
        var a = await CredentialApi.CredentialAsync(anyone, organization, "A");
        time.Advance(TimeSpan.FromDays(3) - AWhile - TimeSpan.FromSeconds(1));
        Assert.Equal((false, false), await StatusAsync(a));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((true, false), await StatusAsync(a));
    }

    [Fact]
    public async Task C_whose_criteria_stayed_unmet_is_over_while_B_counts()
    {
        var organization = Guid.NewGuid();
        using var service = await api.ServiceAsync("reputation:write");
        await (await admin.GrantAsync(organization, "B")).ShouldBeOkAsync();
        await ReportAsync(service, organization, reviews: 20);
        var (b, c) = (
            await CredentialApi.CredentialAsync(anyone, organization, "B"), await CredentialApi.CredentialAsync(anyone, organization, "C"));
        time.Advance(AWhile);
        await ReportAsync(service, organization, reviews: 1);
        Assert.Equal((false, false), await StatusAsync(c));
        time.Advance(TimeSpan.FromDays(30));

        Assert.Equal((true, false), await StatusAsync(c));
        Assert.Equal((false, false), await StatusAsync(b));
    }

    [Fact]
    public async Task A_forgotten_organization_leaves_two_bits_and_no_name()
    {
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        var credential = await CredentialApi.CredentialAsync(anyone, organization, "A");
        var holding = System.Text.Json.JsonDocument.Parse(credential).RootElement.Text("id")["urn:uuid:".Length..];
        Assert.Equal((false, false), await StatusAsync(credential));
        using var forgotten = await admin.DeleteAsync($"/api/admin/organizations/{organization}");
        Assert.True(forgotten.IsSuccessStatusCode);

        Assert.Equal((true, true), await StatusAsync(credential));
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization, "A"))).ShouldBeProblemAsync(410, "gone");
        Assert.Empty(await EveryTable.RowsWithAsync(api.Database.DataSource, [holding]));
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        Assert.Equal((true, true), await StatusAsync(credential));
    }

    private async Task ReportAsync(HttpClient service, Guid organization, int reviews) => await (await service.SendAsync(
        HttpMethod.Put, $"/api/organizations/{organization}/reputation", new()
        {
            ["as_of"] = time.GetUtcNow().ToString("O"),
            ["review_count"] = reviews,
            ["response_rate"] = 95,
            ["avg_response_hours"] = 5,
            ["public_cases"] = 2,
        })).ShouldBeOkAsync();

    private Task<(bool Revoked, bool Suspended)> StatusAsync(string credential)
    {
        time.Advance(AWhile);
        return CredentialApi.StatusAsync(anyone, credential);
    }
}
