using System.Net;
using Microsoft.Extensions.Configuration;
using StatusLevels.Silo;

namespace StatusLevels.Api.Tests.Settings;

/// <summary>Settings: their defaults, their names, and a sentence for each that is wrong.</summary>
public sealed class SettingsTests : SettingsToRead
{
    [Theory]
    [InlineData("PORT", "abc")]
    [InlineData("PORT", "-1")]
    [InlineData("PORT", "65536")]
    [InlineData("PORT", "80.5")]
    [InlineData("LISTEN_ADDRESS", "everywhere")]
    [InlineData("SESSION_COOKIE_NAME", "two words")]
    [InlineData("SESSION_COOKIE_NAME", "a=b")]
    [InlineData("SESSION_SECRET_KEY", "31 bytes are too few to sign it")]
    [InlineData("SESSION_SECRET_KEY", "a first key that is long enough to sign,a short one")]
    [InlineData("OIDC_AUTHORITY", "issuer.example.org")]
    [InlineData("OIDC_AUTHORITY", "https://issuer.example.org")]
    [InlineData("OIDC_AUTHORITY", "https://issuer.example.org?tenant=1")]
    [InlineData("OIDC_AUDIENCE", "statuslevels")]
    [InlineData("OIDC_ADMIN_CLAIM", "admin")]
    [InlineData("OIDC_VIEWER_CLAIM", "auditor")]
    [InlineData("SUPABASE_URL", "project")]
    [InlineData("SMTP_URL", "mail.example.org")]
    [InlineData("SMTP_URL", "http://mail.example.org")]
    [InlineData("SMTP_URL", "smtp://user@mail.example.org")]
    [InlineData("SMTP_URL", "smtp://mail.example.org?starttls=sometimes")]
    [InlineData("SMTP_URL", "smtps://mail.example.org?starttls=never")]
    [InlineData("SMTP_URL", "smtp://user:password@mail.example.org?starttls=never")]
    [InlineData("MAIL_FROM", "nobody")]
    [InlineData("MAIL_FROM", "a@example.org, b@example.org")]
    [InlineData("MAIL_FROM", "ä@example.org")]
    [InlineData("MAIL_REPLY_TO", "nobody")]
    [InlineData("MAIL_PER_SECOND", "-1")]
    [InlineData("DKIM_SELECTOR", "s1")]
    [InlineData("SESSION_INTROSPECTION_URL", "somewhere")]
    [InlineData("SESSION_INTROSPECTION_COOKIE", "session_id")]
    [InlineData("SESSION_INTROSPECTION_MEMBERSHIPS", "/members")]
    [InlineData("ROLE_ALIASES", "manager")]
    [InlineData("ROLE_ALIASES", "manager=king")]
    [InlineData("SUPABASE_JWT_SECRET", "a secret password without a project, long enough")]
    [InlineData("SUPABASE_SERVICE_ROLE_KEY", "a key password without a project, long enough")]
    [InlineData("PAYMENTS_WEBHOOK_SECRETS", "password without a prefix, long enough to be one")]
    [InlineData("PAYMENTS_WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_c2hvcnQ=")]
    [InlineData("PAYMENTS_WEBHOOK_SECRETS", "whsec_%%%%")]
    [InlineData("ADMIN_EMAIL", "nobody")]
    [InlineData("ADMIN_EMAIL", "a@b@c")]
    [InlineData("ADMIN_PASSWORD", "a password without an address")]
    [InlineData("CORS_ORIGINS", "*")]
    [InlineData("CORS_ORIGINS", "https://*.example.org")]
    [InlineData("CORS_ORIGINS", "https://a.example.org/path")]
    [InlineData("CORS_ORIGINS", "https://a.example.org,b.example.org")]
    [InlineData("PUBLIC_BASE_URL", "levels.example.org")]
    [InlineData("PUBLIC_BASE_URL", "ftp://levels.example.org")]
    [InlineData("REPORT_URL", "javascript:alert(1)")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/99")]
    [InlineData("TRUSTED_PROXIES", "proxy")]
    [InlineData("TRUSTED_PROXIES", "0.0.0.0/0")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.1,128.0.0.0/1")]
    [InlineData("TRUSTED_PROXIES", "::/0")]
    [InlineData("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.0/99")]
    [InlineData("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.0/8,everything")]
    [InlineData("WEBHOOK_SIGNING_KEY", "no base64")]
    [InlineData("WEBHOOK_SIGNING_KEY", "c2hvcnQ=")]
    [InlineData("WEBHOOK_SIGNING_KEY", "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=,c2hvcnQ=")]
    [InlineData("WEBHOOK_SIGNING_KEY_FILE", "/nowhere/a-key")]
    [InlineData("METRICS_PORT", "0")]
    [InlineData("METRICS_PORT", "8080")]
    [InlineData("METRICS_TOKEN", "a password that is too short")]
    [InlineData("SIGN_IN_PER_MINUTE", "0")]
    [InlineData("PUBLIC_PER_MINUTE", "0")]
    [InlineData("SIGNED_IN_PER_MINUTE", "many")]
    [InlineData("SERVICE_PER_MINUTE", "-1")]
    [InlineData("PAYMENTS_PER_SECOND", "0.5")]
    [InlineData("PAYMENTS_BURST", "0")]
    [InlineData("REQUESTS_AT_ONCE", "0")]
    [InlineData("REQUESTS_WAITING", "-1")]
    public void A_bad_setting_is_a_sentence_that_names_it(string name, string value)
    {
        var exception = Assert.Throws<StartupException>(() => Read(isDevelopment: true, (name, value)));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password without", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUBLIC_BASE_URL", "https://user:sesame@levels.example.org")]
    [InlineData("PUBLIC_BASE_URL", "https://levels.example.org/?key=sesame")]
    [InlineData("OIDC_AUTHORITY", "https://user:open@sesame@issuer.example.org")]
    [InlineData("SUPABASE_URL", "https://user:sesame/@project.example.org")]
    [InlineData("CORS_ORIGINS", "https://user:sesame@a.example.org")]
    public void No_sentence_repeats_who_signs_in_at_an_address_or_what_comes_after_its_path(string name, string value)
    {
        var exception = Assert.Throws<StartupException>(
            () => Read(isDevelopment: true, ("OIDC_AUDIENCE", name == "OIDC_AUTHORITY" ? "x" : null), (name, value)));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("example.org", exception.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { "sesame", "user", "open" })
        {
            Assert.DoesNotContain(secret, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Outside_development_pages_that_may_call_are_reached_by_https()
    {
        (string, string?) plain = ("CORS_ORIGINS", "https://a.example.org,http://b.example.org");

        var refusal = Assert.Throws<StartupException>(() => Read(isDevelopment: false, Key, plain));

        Assert.Contains("CORS_ORIGINS must list https origins outside development", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("http://b.example.org", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, Read(isDevelopment: true, plain).CorsOrigins.Count);
        Assert.Single(Read(isDevelopment: false, Key, ("CORS_ORIGINS", "http://localhost:3000")).CorsOrigins);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("fc00::/7")]
    public void Networks_as_large_as_somebody_may_have_are_trusted(string network) =>
        Assert.Equal(IPNetwork.Parse(network), Assert.Single(Read(isDevelopment: true, ("TRUSTED_PROXIES", network)).TrustedProxies));

    [Fact]
    public void What_Kubernetes_makes_of_a_Service_is_named_as_the_cause() => Assert.Contains(
        "Kubernetes", Assert.Throws<StartupException>(() => Read(isDevelopment: true, ("PORT", "tcp://10.96.12.7:8080"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_data_folder_can_be_passed_through_and_not_looked_into()
    {
        var data = Path.Combine(folder.Path, "data");
        Read(isDevelopment: true, ("DATA_DIR", data));

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(
            Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute,
            OperatingSystem.IsWindows() ? Owner : File.GetUnixFileMode(data));
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_a_sentence()
    {
        var file = Path.Combine(folder.Path, "a-file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartupException>(() => Read(isDevelopment: true, ("DATA_DIR", Path.Combine(file, "data"))));

        Assert.Contains("DATA_DIR", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_development_the_cookie_is_one_that_no_neighbour_can_set_unless_another_name_is()
    {
        Assert.Equal("__Host-session_id", Read(isDevelopment: false, Key).SessionCookieName);
        Assert.Equal("levels", Read(isDevelopment: false, Key, ("SESSION_COOKIE_NAME", "levels")).SessionCookieName);
    }

    [Fact]
    public void Settings_have_defaults()
    {
        var settings = Read(isDevelopment: true, ("PORT", ""), ("CORS_ORIGINS", ""));

        Assert.Equal(8080, settings.Port);
        Assert.Equal("session_id", settings.SessionCookieName);
        Assert.Equal(10, settings.SignInPerMinute);
        Assert.Equal(
            (600, 600, 6000), (settings.Limits.PublicPerMinute, settings.Limits.SignedInPerMinute, settings.Limits.ServicePerMinute));
        Assert.Equal(6000, settings.Limits.BadgesPerMinute);
        Assert.Equal((100, 1000), (settings.Limits.PaymentsPerSecond, settings.Limits.PaymentsBurst));
        Assert.Empty(settings.CorsOrigins);
        Assert.Empty(settings.TrustedProxies);
        Assert.Null(settings.PublicBaseUrl);
        Assert.Null(settings.ListenAddress);
        Assert.Empty(settings.TokenIssuers);
        Assert.Empty(settings.WebhookSecrets);
        Assert.Null(settings.SupabaseServiceRoleKey);
    }

    [Fact]
    public void Settings_can_be_given_as_configuration_and_the_typed_name_wins()
    {
        var settings = Read(
            isDevelopment: true,
            ("Http:Port", "9000"),
            ("Session:CookieName", "configured"),
            ("SESSION_COOKIE_NAME", "typed"),
            ("Cors:Origins:0", "https://A.example.org"),
            ("Cors:Origins:1", "https://b.example.org:443"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, ::1"));

        Assert.Equal(9000, settings.Port);
        Assert.Equal("typed", settings.SessionCookieName);
        Assert.Equal(["https://a.example.org", "https://b.example.org"], settings.CorsOrigins);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")], settings.TrustedProxies);
    }
}
