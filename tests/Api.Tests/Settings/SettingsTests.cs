using System.Net;
using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Settings;

public sealed class SettingsTests : IDisposable
{
    private static readonly (string, string?) Key = ("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo");

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private ApiSettings Read(bool isDevelopment, params (string Name, string? Value)[] settings) =>
        new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("DATA_DIR", folder.Path)])
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
                .Build(),
            isDevelopment).Read();

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

    [Theory]
    [InlineData("short one")]
    [InlineData("Password123")]
    [InlineData("qwertyuiop")]
    [InlineData("aaaaaaaaaaaaaa")]
    public void A_weak_admin_password_is_refused_without_repeating_it(string password)
    {
        var exception = Assert.Throws<StartupException>(
            () => Read(isDevelopment: true, ("ADMIN_EMAIL", "a@example.org"), ("ADMIN_PASSWORD", password)));

        Assert.StartsWith("ADMIN_PASSWORD ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(password, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_of_129_characters_is_too_long() =>
        Assert.Throws<StartupException>(
            () =>
                Read(
                    isDevelopment: true, ("ADMIN_EMAIL", "a@example.org"),
                    ("ADMIN_PASSWORD", string.Concat(Enumerable.Repeat("abcd", 33)))));

    [Theory]
    [InlineData("SESSION_SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo,changeme-changeme-changeme-changeme")]
    [InlineData("SUPABASE_SERVICE_ROLE_KEY", "servicekeyservicekeyservicekeyservicekey")]
    [InlineData("SESSION_SECRET_KEY", "this-is-my-very-secret-session-key-2026")]
    [InlineData("PAYMENTS_WEBHOOK_SECRETS", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("PAYMENTS_WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public void Outside_development_a_secret_that_can_be_guessed_is_refused_without_repeating_it(string name, string value)
    {
        (string, string?)[] others =
            [Key, ("SUPABASE_URL", "https://project.example.org")];

        var refusal = Assert.Throws<StartupException>(
            () => Read(isDevelopment: false, [.. others.Where(other => other.Item1 != name), (name, value)]));

        Assert.StartsWith($"{name} holds a secret that can be guessed", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Split(',')[^1], refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Read(isDevelopment: true, [.. others.Where(other => other.Item1 != name), (name, value)]).SessionKeys);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo")]
    [InlineData("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    public void A_webhook_secret_is_taken_as_providers_print_it(string printed) =>
        Assert.Equal(
            Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="),
            Assert.Single(Read(isDevelopment: true, ("PAYMENTS_WEBHOOK_SECRETS", printed)).WebhookSecrets));

    [Fact]
    public void A_short_webhook_secret_that_was_made_by_chance_is_taken_outside_development() =>
        Assert.Single(Read(
            isDevelopment: false, Key, ("PAYMENTS_WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).WebhookSecrets);

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
    public void A_webhook_secret_in_the_alphabet_of_URLs_is_taken() => Assert.Equal(
        Convert.FromBase64String("+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/"),
        Assert.Single(Read(isDevelopment: true, ("PAYMENTS_WEBHOOK_SECRETS", "whsec_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_")).WebhookSecrets));

    [Theory]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    [InlineData("v1a,whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    public void A_webhook_key_of_a_pair_is_named_as_the_cause(string printed)
    {
        var refusal = Assert.Throws<StartupException>(() => Read(isDevelopment: true, ("PAYMENTS_WEBHOOK_SECRETS", printed)));

        Assert.Contains("a key of a pair", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MfKQ", refusal.Message, StringComparison.Ordinal);
    }

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
    public void Outside_development_the_session_key_is_required() =>
        Assert.Contains(
            "SESSION_SECRET_KEY", Assert.Throws<StartupException>(() => Read(isDevelopment: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void In_development_a_session_key_is_generated_once_and_kept_for_the_owner_only()
    {
        var first = Assert.Single(Read(isDevelopment: true).SessionKeys);
        var second = Assert.Single(Read(isDevelopment: true).SessionKeys);

        Assert.True(first.Length >= 32);
        Assert.Equal(first, second);
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Processes_that_start_at_once_get_the_same_key()
    {
        var keys = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => Convert.ToHexString(Read(isDevelopment: true).SessionKeys.Single()))));

        Assert.Single(keys.Distinct(StringComparer.Ordinal));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_damaged_key_file_is_a_sentence()
    {
        File.WriteAllText(Path.Combine(folder.Path, "session-key"), "too short");

        Assert.Contains("session-key", Assert.Throws<StartupException>(() => Read(isDevelopment: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_a_sentence()
    {
        var file = Path.Combine(folder.Path, "a-file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartupException>(() => Read(isDevelopment: true, ("DATA_DIR", Path.Combine(file, "data"))));

        Assert.Contains("DATA_DIR", refused.Message, StringComparison.Ordinal);
    }

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
