using System.Net;
using System.Text.Json;
using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>Anybody reads the credential of a level that counts, and nobody one of a level that does not.</summary>
public sealed class CredentialRouteTests
{
    [Fact]
    public async Task A_credential_says_what_the_level_is_and_which_entry_gave_it()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        await (await admin.GrantAsync(organization.Id, "B")).ShouldBeOkAsync();
        await (await organization.RenewAsync("B")).ShouldBeOkAsync();

        using var answer = await anyone.GetAsync(CredentialApi.AddressOf(organization.Id, "B"));
        var credential = await answer.ShouldBeOkAsync();
        var entry = (await organization.HistoryAsync()).GetProperty("history").EnumerateArray().Single(one =>
            one.Text("level") == "B" && one.Text("action") == "granted");
        var held = (await organization.StatusAsync()).LevelOf("B")!.Value;
        var evidence = credential.GetProperty("evidence")[0];

        Assert.Equal("application/vc", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("Accept", answer.Vary());
        Assert.Equal(CredentialApi.Did, credential.GetProperty("issuer").Text("id"));
        Assert.Equal($"https://levels.example.org/organizations/{organization.Id}", credential.GetProperty("credentialSubject").Text("id"));
        Assert.False(credential.GetProperty("credentialSubject").TryGetProperty("name", out _));
        Assert.Equal(entry.GetProperty("sequence").GetInt64(), evidence.GetProperty("sequence").GetInt64());
        Assert.Equal(entry.Text("hash"), evidence.Text("entry_hash"));
        Assert.Equal($"{organization.Id}", evidence.Text("organization_id"));
        Assert.Equal(
            held.GetProperty("expires_at").GetDateTimeOffset(), credential.GetProperty("validUntil").GetDateTimeOffset());
        Assert.Contains(
            $"href=\"{CredentialApi.AddressOf(organization.Id, "B")}\"", await anyone.GetStringAsync($"/organizations/{organization.Id}"),
            StringComparison.Ordinal);
        using var achievement = await anyone.GetAsync("/achievements/B");
        Assert.Equal(
            (await achievement.ShouldBeOkAsync()).Text("name"),
            credential.GetProperty("credentialSubject").GetProperty("achievement").Text("name"));
    }

    [Fact]
    public async Task A_renewal_is_a_new_credential_in_the_same_place()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        var organization = new TestOrganization(api, admin);
        await (await admin.GrantAsync(organization.Id, "B")).ShouldBeOkAsync();
        using var before = JsonDocument.Parse(await CredentialApi.CredentialAsync(admin, organization.Id, "B"));
        await (await organization.RenewAsync("B")).ShouldBeOkAsync();
        var renewed = await CredentialApi.CredentialAsync(admin, organization.Id, "B");
        using var after = JsonDocument.Parse(renewed);

        Assert.NotEqual(before.RootElement.Text("validUntil"), after.RootElement.Text("validUntil"));
        Assert.Equal(
            before.RootElement.GetProperty("credentialStatus").GetRawText(),
            after.RootElement.GetProperty("credentialStatus").GetRawText());
        Assert.Equal((false, false), await CredentialApi.StatusAsync(admin, renewed));
    }

    [Fact]
    public async Task Who_asks_at_once_for_the_first_time_is_told_one_place()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        var credentials = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => CredentialApi.CredentialAsync(admin, organization, "A")));

        Assert.Single(credentials.Select(PlaceOf).Distinct(StringComparer.Ordinal));
        Assert.Equal(1L, await ScalarAsync(api.Database.DataSource, "select count(*) from credential_indexes"));
    }

    [Fact]
    public async Task What_does_not_count_has_no_credential()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        using var anyone = api.Client();
        var organization = new TestOrganization(api, admin);
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization.Id, "A"))).ShouldBeProblemAsync(404, "level_not_active");
        await (await admin.GrantAsync(organization.Id, "A")).ShouldBeOkAsync();
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization.Id, "B"))).ShouldBeProblemAsync(404, "level_not_active");
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization.Id, "D"))).ShouldBeProblemAsync(422, "validation_failed");
        await (await anyone.GetAsync("/api/organizations/x/credentials/A")).ShouldBeProblemAsync(400, "malformed_id");
        await (await organization.RevokeAsync("A")).ShouldBeOkAsync();
        await (await anyone.GetAsync(CredentialApi.AddressOf(organization.Id, "A"))).ShouldBeProblemAsync(404, "level_not_active");
        await (await anyone.GetAsync("/credentials/status/revocation/1")).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task There_are_no_other_lists()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        await CredentialApi.CredentialAsync(admin, organization, "A");

        Assert.NotEmpty(await CredentialApi.TextAsync(admin, "/credentials/status/revocation/1"));
        foreach (
            var path in (string[])["revocation/2", "revocation/0", "revocation/01", "Revocation/1", "0/1", "message/1",
                "suspension/99999999999"])
        {
            await (await admin.GetAsync($"/credentials/status/{path}")).ShouldBeProblemAsync(404, "not_found");
        }
    }

    [Fact]
    public async Task A_list_that_is_half_full_is_followed_by_another()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        await ScalarAsync(api.Database.DataSource, "insert into credential_lists (number, given) values (1, 65536)");
        await ScalarAsync(
            api.Database.DataSource,
            "insert into credential_indexes (list, index) select 1, place * 2 from generate_series(0, 65535) as place");
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        var credential = await CredentialApi.CredentialAsync(admin, organization, "A");

        Assert.Contains("/credentials/status/revocation/2#", PlaceOf(credential), StringComparison.Ordinal);
        Assert.Equal((false, false), await CredentialApi.StatusAsync(admin, credential));
        using var first = JsonDocument.Parse(await CredentialApi.TextAsync(admin, "/credentials/status/suspension/1"));
        var bits = Bitstring.Decode(first.RootElement.GetProperty("credentialSubject").Text("encodedList"))!;
        Assert.All(Enumerable.Range(0, Bitstring.FewestEntries), place => Assert.Equal(place % 2 == 0, bits[place]));
        // What is over for good is read as bits, and its places are nobody else's.
        Assert.Equal(1L, await ScalarAsync(api.Database.DataSource, "select count(*) from credential_indexes where not folded"));
        await using var later = await TestApi.StartAsync(CredentialApi.Settings, database: api.Database, keepsDatabase: true);
        foreach (var purpose in (string[])["revocation", "suspension"])
        {
            using var again = JsonDocument.Parse(await CredentialApi.TextAsync(later.Client(), $"/credentials/status/{purpose}/1"));
            Assert.Equal(bits.Encode(), Bitstring.Decode(again.RootElement.GetProperty("credentialSubject").Text("encodedList"))!.Encode());
        }
    }

    [Fact]
    public async Task A_place_that_is_over_is_never_given_again()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var admin = await api.SignedInAsync();
        await ScalarAsync(
            api.Database.DataSource,
            """
            insert into credential_lists (number, given, revoked) values (1, 1, set_bit(decode(repeat('00', 16384), 'hex'), 8007, 1));
            insert into credential_indexes (list, index, folded) values (1, 8000, true)
            """);
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        foreach (var (place, rows) in ((int, long)[])[(8000, 1), (8001, 2)])
        {
            await ScalarAsync(
                api.Database.DataSource,
                $"""
                select give_credential_index(organization_id, level, id, 1, 1, {place})
                from organization_status_levels where organization_id = '{organization}'
                """);
            Assert.Equal(rows, await ScalarAsync(api.Database.DataSource, "select count(*) from credential_indexes"));
        }

        Assert.Equal(2, await ScalarAsync(api.Database.DataSource, "select given from credential_lists"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://levels.example.org/at/a/path", "keys")]
    [InlineData("http://levels.example.org", "keys")]
    public async Task Without_a_name_of_its_own_the_product_issues_nothing(string? address, string? keys)
    {
        await using var api = await TestApi.StartAsync(new()
        {
            ["PUBLIC_BASE_URL"] = address,
            ["CREDENTIAL_KEYS"] = keys is null ? null : CredentialApi.KeyOf(1),
        });
        using var admin = await api.SignedInAsync();
        var organization = Guid.NewGuid();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();

        foreach (var path in (string[])[
            CredentialApi.AddressOf(organization, "A"), "/.well-known/did.json", "/credentials/status/revocation/1", "/achievements/A"])
        {
            await (await admin.GetAsync(path)).ShouldBeProblemAsync(404, "not_found");
        }

        Assert.DoesNotContain("/credentials/", await admin.GetStringAsync($"/organizations/{organization}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k1")]
    [InlineData("k1:pub:")]
    [InlineData("same as the log's")]
    public async Task Keys_that_are_none_stop_the_start_and_are_not_repeated(string keys)
    {
        var settings = CredentialApi.With(keys == "same as the log's" ? CredentialApi.KeyOf(7) : keys);
        settings["LOG_SIGNING_KEY"] = TransparencyLog.LogApi.Settings["LOG_SIGNING_KEY"];
        var refused = await Assert.ThrowsAsync<StartupException>(() => TestApi.StartAsync(settings));

        Assert.Contains("CREDENTIAL_KEYS", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(settings["LOG_SIGNING_KEY"]!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_achievement_is_a_page_for_browsers_alone()
    {
        await using var api = await TestApi.StartAsync(CredentialApi.Settings);
        using var anyone = api.Client();
        foreach (var accept in (string[])["application/ld+json", "application/ld+json, text/html;q=0.5", "*/*", "application/json"])
        {
            using var document = await anyone.GetAsync("/achievements/B", ("Accept", accept));
            Assert.Equal("Achievement", (await document.ShouldBeOkAsync()).GetProperty("type")[0].GetString());
        }

        using var page = await anyone.GetAsync("/achievements/B", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/levels#B", page.Headers.Location?.OriginalString);
    }

    private static string PlaceOf(string credential)
    {
        using var json = JsonDocument.Parse(credential);
        return json.RootElement.GetProperty("credentialStatus")[0].Text("id");
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
