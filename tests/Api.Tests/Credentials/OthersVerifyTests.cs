using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>What this product issues is verified by libraries of others, which refuse it once anything in it is changed.</summary>
public sealed class OthersVerifyTests
{
    private const string Golden = "tests/Transparency.Tests/Credentials/golden";
    private const string WhenGolden = "2026-03-02T12:00:00Z";

    private static readonly string[] Names =
    [
        "Honey Ltd", "Пасека «Мёд» №1", "e\u0301 é и\u0306 й", "🏺👩‍👩‍👧", "\"quoted\" \\ <b>&amp;</b>", "\u00a0\u2028\u2029\u0085\ufeff",
        "> .\n<a> <b> <c> .", "_:c14n0", "\u202egnp.exe",
    ];

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task Both_forms_and_the_lists_are_verified_whatever_the_organization_is_called()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var cases = new List<JsonObject>();
        foreach (var name in Names)
        {
            var organization = Guid.NewGuid();
            await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
            await (await admin.GrantAsync(organization, "B")).ShouldBeOkAsync();
            await NameAsync(api, organization, name);
            var credential = await CredentialApi.CredentialAsync(anyone, organization, "B");
            Assert.Equal(name, JsonNode.Parse(credential)!["credentialSubject"]!["name"]!.GetValue<string>());
            cases.Add(OthersVerifier.Proof(credential));
            cases.Add(OthersVerifier.Proof(await CredentialApi.CredentialAsync(anyone, organization, "A")));
            cases.Add(OthersVerifier.Jwt(await CredentialApi.CredentialAsync(anyone, organization, "B", "application/vc+jwt")));
        }

        cases.Add(OthersVerifier.Proof(await CredentialApi.TextAsync(anyone, "/credentials/status/revocation/1")));
        cases.Add(OthersVerifier.Jwt(await CredentialApi.TextAsync(anyone, "/credentials/status/suspension/1", "application/vc+jwt")));
        var did = await CredentialApi.TextAsync(anyone, "/.well-known/did.json");

        Assert.All(await OthersVerifier.FaultsAsync(did, cases), Assert.Null);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_credential_in_which_anything_was_changed_is_refused()
    {
        var (did, credential, jwt) = (Read("did.json"), Read("level.json"), Read("level.jwt"));
        var texts = new List<JsonObject>();
        foreach (var path in Leaves(JsonNode.Parse(credential)!.AsObject()).ToArray())
        {
            var changed = JsonNode.Parse(credential)!.AsObject();
            Change(changed, path);
            texts.Add(OthersVerifier.Proof(changed.ToJsonString(), WhenGolden));
        }

        // Not the last sign of a part: of it only some bits count.
        for (var place = 0; place < jwt.Length - 1; place += 97)
        {
            texts.Add(OthersVerifier.Jwt(
                $"{jwt.AsSpan(0, place)}{(jwt[place] == 'A' ? 'B' : 'A')}{jwt.AsSpan(place + 1)}", WhenGolden));
        }

        Assert.True(texts.Count > 60);
        Assert.All(await OthersVerifier.FaultsAsync(did, texts), Assert.NotNull);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_was_issued_once_is_verified_for_ever()
    {
        var did = Read("did.json");
        Assert.Equal(
            [null, null, null, null],
            await OthersVerifier.FaultsAsync(
                did, OthersVerifier.Proof(Read("level.json"), WhenGolden), OthersVerifier.Jwt(Read("level.jwt"), WhenGolden),
                OthersVerifier.Proof(Read("list.json"), WhenGolden), OthersVerifier.Jwt(Read("level-dated.jwt"), WhenGolden)));
        Assert.All(
            await OthersVerifier.FaultsAsync(
                did, OthersVerifier.Proof(Read("level.json"), "2028-01-01T00:00:00Z"),
                OthersVerifier.Jwt(Read("level.jwt"), "2028-01-01T00:00:00Z")),
            Assert.NotNull);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_credential_outlives_five_new_keys_and_not_the_withdrawal_of_its_own()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var organization = Guid.NewGuid();
        var issued = new List<string>();
        string did = "", withdrawn = "";
        for (byte key = 1; key <= 6; key++)
        {
            var former = Enumerable.Range(1, key - 1).Reverse().Select(static number => CredentialApi.KeyOf((byte)number, "pub"));
            await using var api = await TestApi.StartAsync(
                CredentialApi.With(string.Join(',', former.Prepend(CredentialApi.KeyOf(key)))), database: database, keepsDatabase: true);
            using var admin = await api.SignedInAsync();
            if (key == 1)
            {
                await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
            }

            issued.Add(await CredentialApi.CredentialAsync(admin, organization, "A"));
            did = await CredentialApi.TextAsync(admin, "/.well-known/did.json");
        }

        await using (var api = await TestApi.StartAsync(
            CredentialApi.With(string.Join(
                ',', [CredentialApi.KeyOf(6), CredentialApi.KeyOf(1, "revoked"), .. new byte[] { 2, 3, 4, 5 }.Select(static number =>
                    CredentialApi.KeyOf(number, "pub"))])), database: database, keepsDatabase: true))
        {
            using var anyone = api.Client();
            withdrawn = await CredentialApi.TextAsync(anyone, "/.well-known/did.json");
        }

        Assert.All(await OthersVerifier.FaultsAsync(did, issued.Select(static text => OthersVerifier.Proof(text))), Assert.Null);
        var faults = await OthersVerifier.FaultsAsync(withdrawn, OthersVerifier.Proof(issued[0]), OthersVerifier.Proof(issued[5]));
        Assert.NotNull(faults[0]);
        Assert.Null(faults[1]);
    }

    private static async Task NameAsync(TestApi api, Guid organization, string name)
    {
        await using var command = api.Database.DataSource.CreateCommand(
            "insert into organizations (organization_id, name, slug, created_at, updated_at) values ($1, $2, left($1::text, 8), now(), now())");
        command.Parameters.Add(new() { Value = organization });
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync();
    }

    private static string Read(string name) => File.ReadAllText(Repository.PathOf($"{Golden}/{name}"));

    // The contexts are addresses of files: without them nothing is read at all.
    private static IEnumerable<string[]> Leaves(JsonNode node, params string[] above) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value!, [.. above, member.Key])),
        JsonArray items => items.SelectMany((item, place) => Leaves(item!, [.. above, $"{place}"])),
        _ => [above],
    };

    private static void Change(JsonObject credential, string[] path)
    {
        var holder = path[..^1].Aggregate((JsonNode)credential, static (node, step) => node is JsonArray items
            ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
            : node[step]!);
        var leaf = holder is JsonArray list
            ? list[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)]!
            : holder[path[^1]]!;
        JsonNode changed = leaf.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? leaf.GetValue<long>() + 1
            : Flipped(leaf.GetValue<string>());
        leaf.ReplaceWith(changed);
    }

    private static string Flipped(string text) => $"{text.AsSpan(0, text.Length - 1)}{(text[^1] == '1' ? '2' : '1')}";
}
