using Microsoft.Extensions.Configuration;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

public sealed class MailSettingsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("smtp://mail.example.org", 587, "Required", true)]
    [InlineData("smtp://mail.example.org:25?starttls=opportunistic", 25, "Opportunistic", true)]
    [InlineData("smtp://mail.example.org?starttls=never&pipelining=false", 587, "Never", false)]
    [InlineData("smtps://mail.example.org", 465, "Implicit", true)]
    [InlineData("smtp://localhost:2525", 2525, "Opportunistic", false)]
    [InlineData("smtp://[::1]:2525?starttls=required", 2525, "Required", false)]
    public void The_address_says_where_and_how(string url, int port, string encryption, bool pipelining)
    {
        var server = Read(isDevelopment: true, ("SMTP_URL", url), ("MAIL_FROM", "Levels <levels@example.org>")).Server!;

        Assert.Equal((port, encryption, pipelining), (server.Port, server.Encryption.ToString(), server.Pipelining));
        Assert.Null(server.User);
    }

    [Fact]
    public void Credentials_are_decoded_and_repeated_by_no_sentence()
    {
        var server = Read(
            isDevelopment: true, ("SMTP_URL", "smtp://us%40er:s%2Fecret@mail.example.org"), ("MAIL_FROM", "levels@example.org")).Server!;
        var refusal = Assert.Throws<StartupException>(
            () => Read(isDevelopment: true, ("SMTP_URL", "smtp://user:secret@mail.example.org/path")));

        Assert.Equal(("us@er", "s/ecret"), (server.User, server.Password));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_needs_a_sender_and_outside_development_an_address_for_links()
    {
        Assert.Contains("MAIL_FROM", Refusal(isDevelopment: true, ("SMTP_URL", "smtp://mail.example.org")), StringComparison.Ordinal);
        Assert.Contains(
            "PUBLIC_BASE_URL", Refusal(isDevelopment: false, ("SMTP_URL", "smtp://mail.example.org"), ("MAIL_FROM", "levels@example.org")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_server_mails_are_files_on_a_developers_machine_and_off_elsewhere()
    {
        Assert.Equal(Path.Combine(folder.Path, "mail"), Read(isDevelopment: true).Folder);
        Assert.False(Read(isDevelopment: false).IsOn);
    }

    [Fact]
    public void A_key_that_is_none_stops_the_start()
    {
        var file = Path.Combine(folder.Path, "key.pem");
        File.WriteAllText(file, "no key");

        Assert.StartsWith(
            "DKIM_KEY_FILE", Refusal(
                isDevelopment: true, ("SMTP_URL", "smtp://mail.example.org"), ("MAIL_FROM", "levels@example.org"),
                ("DKIM_DOMAIN", "example.org"), ("DKIM_SELECTOR", "s1"), ("DKIM_KEY_FILE", file)), StringComparison.Ordinal);
    }

    private string Refusal(bool isDevelopment, params (string Name, string? Value)[] settings) =>
        Assert.Throws<StartupException>(() => Read(isDevelopment, settings)).Message;

    private MailSettings Read(bool isDevelopment, params (string Name, string? Value)[] settings) =>
        new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("DATA_DIR", folder.Path), new("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo")])
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
                .Build(),
            isDevelopment).Read().Mail;
}
