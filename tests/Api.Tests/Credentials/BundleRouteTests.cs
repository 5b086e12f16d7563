using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.TransparencyLog;
using StatusLevels.Api.Tests.Verifying;
using StatusLevels.Api.Verifying;
using StatusLevels.Testing;
using StatusLevels.Transparency;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>What is served verifies without the product that served it, as long as it is true.</summary>
public sealed class BundleRouteTests : IAsyncLifetime
{
    private static readonly byte[] Key = new Ed25519Key([.. Enumerable.Repeat((byte)1, Ed25519Key.SeedBytes)]).PublicKey.ToArray();

    private readonly TestFolder folder = new();
    private TestApi api = null!;
    private HttpClient admin = null!;
    private TestOrganization organization = null!;

    private string Address => $"{CredentialApi.AddressOf(organization.Id, "B")}/bundle";

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(new(LogApi.Settings) { ["CREDENTIAL_KEYS"] = CredentialApi.KeyOf(1) });
        admin = await api.SignedInAsync();
        organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        await (await admin.GrantAsync(organization.Id, "B")).ShouldBeOkAsync();
        await LogApi.ProofAsync(admin, organization.Id, 2);
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await api.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_bundle_verifies_everywhere_and_holds_no_text_of_the_entry()
    {
        using var anyone = api.Client();
        using var answer = await anyone.GetAsync(Address);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/jose", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));

        var report = Verify(text);
        Assert.Equal(BundleVerdict.Valid, report.Verdict);
        Assert.Equal(
            ("levels.example.org", $"{organization.Id}", "B", 2L, 1L),
            (report.Facts!.Issuer, report.Facts.OrganizationId, report.Facts.Level, report.Facts.Sequence, report.Facts.Leaf));
        Assert.Equal(TimeSpan.FromMinutes(1), report.Facts.FreshUntil - report.Facts.AsOf);
        Assert.DoesNotContain("canonical", PayloadOf(text), StringComparison.Ordinal);
        Assert.Equal(0, await ExitCodeAsync(text));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_program_in_Python_verifies_what_is_served()
    {
        var file = await WriteAsync(await CredentialApi.TextAsync(admin, Address));
        Assert.Equal(0, (await OutsideVerifier.InPythonAsync(file, Base64Url.EncodeToString(Key))).ExitCode);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task The_page_that_is_saved_knows_the_keys_and_its_script_verifies_what_is_served()
    {
        var did = await CredentialApi.TextAsync(admin, "/.well-known/did.json");
        var page = await CredentialApi.TextAsync(admin, "/verify/offline.html");
        Assert.Contains($"data-did=\"{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(did)}\"", page, StringComparison.Ordinal);
        Assert.Contains("It knows the keys of levels.example.org", page, StringComparison.Ordinal);

        var found = await OutsideVerifier.ByScriptAsync(JsonNode.Parse(did)!, [await CredentialApi.TextAsync(admin, Address)]);
        Assert.Equal(["valid", "unconfirmed"], Assert.Single(found));
    }

    [Fact]
    public async Task Members_are_given_the_text_of_the_entry_and_nobody_else_is()
    {
        using var anyone = api.Client();
        using var refused = await anyone.GetAsync($"{Address}/full");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var answer = await admin.GetAsync($"{Address}/full");
        Assert.True(answer.Headers.CacheControl is { Private: true, NoStore: true });
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var report = Verify(text);
        Assert.Equal(BundleVerdict.Valid, report.Verdict);
        Assert.True(report.Findings.Single(one => one.Check == BundleCheck.Text).Passed);
        Assert.Contains("statuslevels-history/1", PayloadOf(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_level_that_does_not_count_there_is_none()
    {
        using var none = await admin.GetAsync($"{CredentialApi.AddressOf(organization.Id, "C")}/bundle");
        await none.ShouldBeProblemAsync(404, "level_not_active");
        await (await organization.RevokeAsync("B")).ShouldBeOkAsync();
        using var revoked = await admin.GetAsync(Address);
        await revoked.ShouldBeProblemAsync(404, "level_not_active");
    }

    [Fact]
    public async Task Of_a_forgotten_organization_there_is_none_any_more()
    {
        using var anyone = api.Client();
        await CredentialApi.TextAsync(anyone, Address);
        using var forgotten = await admin.DeleteAsync($"/api/admin/organizations/{organization.Id}");
        Assert.True(forgotten.IsSuccessStatusCode);

        foreach (var address in (string[])[Address, $"{Address}/full"])
        {
            using var gone = await admin.GetAsync(address);
            await gone.ShouldBeProblemAsync(410, "gone");
        }

        using var told = await anyone.GetAsync(Address);
        await told.ShouldBeProblemAsync(410, "gone");
        Assert.Equal(["*"], told.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Pages_of_any_site_may_read_a_refusal_too_whatever_refuses()
    {
        using var anyone = api.Client();
        var own = $"/api/organizations/{organization.Id}/credentials";
        foreach (var (address, status) in ((string, int)[])[
            ("/api/organizations/x/credentials/A", 400), ("/api/organizations/x/credentials/A/bundle", 400),
            ("/api/organizations/x/credentials/A/badge.svg", 400), ($"{own}/D", 422), ($"{own}/D/bundle", 422), ($"{own}/C/badge.png", 404),
            ("/achievements/D", 422), ("/credentials/status/message/1", 404), ("/log/tile/x/0", 404), ("/badges/x/qr.svg?size=1", 422)])
        {
            using var refused = await anyone.GetAsync(address);
            Assert.Equal((address, status), (address, (int)refused.StatusCode));
            Assert.Equal(["*"], refused.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Equal(["cross-origin"], refused.Headers.GetValues("Cross-Origin-Resource-Policy"));
            Assert.False(refused.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        // What is for members alone is for no other site.
        using var full = await anyone.GetAsync($"/api/organizations/x/credentials/A/bundle/full");
        Assert.False(full.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Until_the_entry_is_in_the_log_it_says_when_to_ask_again()
    {
        Assert.NotEqual(0, await api.Database.TamperAsync("delete from statuslevels.log_entries where sequence = 2"));
        using var answer = await admin.GetAsync(Address);
        await answer.ShouldBeProblemAsync(404, "not_logged_yet");
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
    }

    private static string PayloadOf(string bundle) => System.Text.Encoding.UTF8.GetString(CompactJws.Parse(bundle)!.Payload.Span);

    private static BundleReport Verify(string text) =>
        BundleVerification.Verify(text, new BundleTrust([Key], LogKey: LogApi.PublicKey), TimeProvider.System.GetUtcNow());

    private async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(folder.Path, "bundle.jws");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    private async Task<int> ExitCodeAsync(string text)
    {
        using var said = new StringWriter();
        return await VerifyCommand.Create().Parse([await WriteAsync(text), "--key", Base64Url.EncodeToString(Key)]).InvokeAsync(
            new System.CommandLine.InvocationConfiguration { Output = said, Error = said }, TestContext.Current.CancellationToken);
    }
}
