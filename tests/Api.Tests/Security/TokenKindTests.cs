using System.Text.Json.Nodes;
using StatusLevels.Api.Security;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>
/// An issuer signs more than what one calls with: what else it signs, with the same key and for the same audience, opens nothing.
/// </summary>
public sealed class TokenKindTests : IAsyncLifetime
{
    private TokenRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await TokenRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    private string Typed(JsonNode? typ) => TestIssuer.Token(rig.Claims(), rig.Issuer.Key, header: header =>
    {
        header.Remove("typ");
        if (typ is not null)
        {
            header["typ"] = typ;
        }
    });

    [Theory]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    [InlineData("Application/AT+jwt")]
    [InlineData(null)]
    public async Task A_token_to_call_with_is_believed_by_any_of_its_names_and_without_one(string? typ) =>
        Assert.NotNull(await rig.ReadAsync(Typed(typ is null ? null : JsonValue.Create(typ))));

    [Theory]
    [InlineData("\"logout+jwt\"")]
    [InlineData("\"secevent+jwt\"")]
    [InlineData("\"dpop+jwt\"")]
    [InlineData("\"application/logout+jwt\"")]
    [InlineData("\"id_token\"")]
    [InlineData("\"JWE\"")]
    [InlineData("\"\"")]
    [InlineData("\" JWT\"")]
    [InlineData("7")]
    [InlineData("[\"JWT\"]")]
    [InlineData("{}")]
    public async Task A_token_of_another_kind_is_not_believed(string typ) => Assert.Null(await rig.ReadAsync(Typed(JsonNode.Parse(typ))));

    [Theory]
    [InlineData("""{"nonce":"n"}""")]
    [InlineData("""{"nonce":null}""")]
    [InlineData("""{"at_hash":"h"}""")]
    [InlineData("""{"c_hash":"h"}""")]
    [InlineData("""{"events":{"http://schemas.openid.net/event/backchannel-logout":{}}}""")]
    [InlineData("""{"typ":"ID"}""")]
    [InlineData("""{"typ":"Refresh"}""")]
    [InlineData("""{"typ":"Logout"}""")]
    [InlineData("""{"token_use":"id"}""")]
    [InlineData("""{"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}""")]
    [InlineData("""{"cnf":null}""")]
    public async Task A_token_that_says_what_only_others_say_is_not_believed(string extra) =>
        Assert.Null(await rig.ReadAsync(rig.Claims(claims => Add(claims, extra))));

    [Theory]
    [InlineData("\"sub\":\"somebody else\"")]
    [InlineData("\"roles\":[],\"roles\":[\"admin\"]")]
    public async Task A_token_in_which_a_member_stands_twice_is_not_believed(string more) =>
        Assert.Null(await rig.ReadAsync(rig.Issuer.TokenOf($"{rig.Claims().ToJsonString()[..^1]},{more}}}")));

    [Theory]
    [InlineData("""{"typ":"Bearer"}""")]
    [InlineData("""{"token_use":"access"}""")]
    [InlineData("""{"scope":"openid nonce events","azp":"a","sid":"s","auth_time":1}""")]
    public async Task What_tokens_to_call_with_say_besides_does_not_matter(string extra) =>
        Assert.NotNull(await rig.ReadAsync(rig.Claims(claims => Add(claims, extra))));

    [Theory]
    [InlineData("realm_access.roles=admin", """{"realm_access":{"roles":["user","admin"]}}""", true)]
    [InlineData("realm_access.roles=admin", """{"realm_access":{"roles":["user"]}}""", false)]
    [InlineData("realm_access.roles=admin", """{"realm_access":["admin"]}""", false)]
    [InlineData("realm_access.roles=admin", """{"roles":["admin"]}""", false)]
    [InlineData("realm_access.roles=admin", """{"realm_access.roles":["admin"]}""", true)]
    [InlineData("realm_access.roles=admin", """{"realm_access.roles":[],"realm_access":{"roles":["admin"]}}""", false)]
    [InlineData("resource_access.my.client.roles=admin", """{"resource_access":{"my.client":{"roles":"admin"}}}""", true)]
    [InlineData("https://claims.example.org/roles=admin", """{"https://claims.example.org/roles":["admin"]}""", true)]
    [InlineData("app.is_admin", """{"app":{"is_admin":true}}""", true)]
    [InlineData("app.is_admin", """{"app":{"is_admin":"true"}}""", false)]
    [InlineData("..=admin", """{"":{"":{"":"admin"}}}""", true)]
    public async Task Dots_lead_into_the_claims_where_no_claim_has_the_whole_name(string setting, string extra, bool isAdmin)
    {
        using var tokens = rig.Create(
            ("OIDC_AUTHORITY", rig.Issuer.Authority), ("OIDC_AUDIENCE", TestIssuer.Audience), ("OIDC_ADMIN_CLAIM", setting));

        var user = await tokens.ReadAsync(rig.Issuer.Token(rig.Claims(claims => Add(claims, extra))));

        Assert.Equal(isAdmin ? PlatformRole.PlatformAdmin : null, user!.PlatformRole);
    }

    private static void Add(JsonObject claims, string extra) =>
        JsonNode.Parse(extra)!.AsObject().ToList().ForEach(member => claims[member.Key] = member.Value?.DeepClone());
}
