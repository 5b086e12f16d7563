using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>
/// The verifier of the Digital Credentials Consortium, which wallets and sites build on, reads what is published here: keys, lists,
/// credentials.
/// </summary>
public sealed class VerifierCoreTests
{
    private const string Root = "https://levels.example.org";

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task It_finds_a_credential_valid_and_after_that_revoked_and_a_changed_one_forged()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        var organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "B")).ShouldBeOkAsync();
        var credential = await CredentialApi.CredentialAsync(admin, organization.Id, "B");
        var changed = credential.Replace("/achievements/B", "/achievements/C", StringComparison.Ordinal);
        Assert.NotEqual(credential, changed);

        var published = await PublishedAsync(admin, credential);
        var (found, asked) = await OthersVerifier.StepsAsync(published, credential, changed);
        Assert.Equal(("true", "true", "true"), (found[0]["valid_signature"], found[0]["expiration"], found[0]["revocation_status"]));
        Assert.Equal("invalid_signature", found[1]["errors"]);
        Assert.Empty(published.Keys.Except(asked, StringComparer.Ordinal));

        await (await organization.RevokeAsync("B")).ShouldBeOkAsync();
        await Eventually.HoldsAsync(async () => await CredentialApi.StatusAsync(admin, credential) == (true, false));
        ((found, _), var withoutKeys) = (
            await OthersVerifier.StepsAsync(await PublishedAsync(admin, credential), credential),
            await OthersVerifier.StepsAsync([], credential));
        Assert.Equal(("true", "false"), (found[0]["valid_signature"], found[0]["revocation_status"]));
        Assert.False(withoutKeys.Found[0].ContainsKey("valid_signature"));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task It_believes_a_retired_key_and_no_withdrawn_one()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var organization = Guid.NewGuid();
        string credential;
        await using (var api = await TestApi.StartAsync(CredentialApi.Settings, database: database, keepsDatabase: true))
        {
            using var admin = await api.SignedInAsync();
            await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
            credential = await CredentialApi.CredentialAsync(admin, organization, "A");
        }

        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        foreach (var (key, steps) in ((string, string)[])[
            (CredentialApi.KeyOf(1, "pub"), "true"), ($"{CredentialApi.KeyOf(1, "pub")}@{tomorrow}", "true"),
            (CredentialApi.KeyOf(1, "revoked"), "")])
        {
            await using var api = await TestApi.StartAsync(
                CredentialApi.With($"{CredentialApi.KeyOf(2)},{key}"), database: database, keepsDatabase: true);
            using var anyone = api.Client();
            var (found, _) = await OthersVerifier.StepsAsync(await PublishedAsync(anyone, credential), credential);
            Assert.Equal((key, steps), (key, found[0].GetValueOrDefault("valid_signature", "")));
        }
    }

    // What anybody reads who was handed the credential.
    private static async Task<Dictionary<string, string>> PublishedAsync(HttpClient client, string credential)
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Root}/.well-known/did.json"] = await CredentialApi.TextAsync(client, "/.well-known/did.json"),
        };
        foreach (var entry in JsonNode.Parse(credential)!["credentialStatus"]!.AsArray())
        {
            var address = entry!["statusListCredential"]!.GetValue<string>();
            documents[address] = await CredentialApi.TextAsync(client, address[Root.Length..]);
        }

        return documents;
    }
}
