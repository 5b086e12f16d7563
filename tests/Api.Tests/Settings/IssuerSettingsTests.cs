using StatusLevels.Silo;

namespace StatusLevels.Api.Tests.Settings;

/// <summary>Settings of issuers of tokens.</summary>
public sealed class IssuerSettingsTests : SettingsToRead
{
    [Theory]
    [InlineData("OIDC_AUTHORITY", "http://issuer.example.org")]
    [InlineData("SUPABASE_URL", "http://project.example.org")]
    public void Outside_development_an_issuer_is_reached_by_https(string name, string address)
    {
        (string, string?)[] others =
            [Key, ("OIDC_AUDIENCE", name == "OIDC_AUTHORITY" ? "a" : null)];

        Assert.Contains(
            name, Assert.Throws<StartupException>(() => Read(isDevelopment: false, [.. others, (name, address)])).Message,
            StringComparison.Ordinal);
        Assert.Single(Read(isDevelopment: true, [.. others, (name, address)]).TokenIssuers);
        Assert.Single(Read(isDevelopment: false, [.. others, (name, "http://127.0.0.1:9000")]).TokenIssuers);
        Assert.Single(Read(isDevelopment: false, [.. others, (name, "https://issuer.example.org/tenant/")]).TokenIssuers);
    }

    [Theory]
    [InlineData("OIDC_ADMIN_CLAIM", "=admin")]
    [InlineData("OIDC_ADMIN_CLAIM", "roles=")]
    [InlineData("OIDC_VIEWER_CLAIM", "roles=")]
    public void A_claim_of_a_role_has_a_name_and_with_an_equals_sign_a_value(string name, string claim) =>
        Assert.Contains(name, Assert.Throws<StartupException>(() => Read(
            isDevelopment: true, ("OIDC_AUTHORITY", "https://issuer.example.org"), ("OIDC_AUDIENCE", "a"),
            (name, claim))).Message, StringComparison.Ordinal);

    [Fact]
    public void One_issuer_is_not_configured_twice() =>
        Assert.Contains("SUPABASE_URL", Assert.Throws<StartupException>(() => Read(
            isDevelopment: true, ("SUPABASE_URL", "https://p.example.org/"), ("OIDC_AUTHORITY", "https://p.example.org/auth/v1/"),
            ("OIDC_AUDIENCE", "a"))).Message, StringComparison.Ordinal);
}
