using StatusLevels.Silo;

namespace StatusLevels.Api.Tests.Settings;

/// <summary>Secrets and passwords in settings: what is strong enough, and a session key that is made up.</summary>
public sealed class SecretSettingsTests : SettingsToRead
{
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
}
