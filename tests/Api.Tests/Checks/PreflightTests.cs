using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using StatusLevels.Api.Checks;
using StatusLevels.Api.Tests.Delivery;
using StatusLevels.Api.Tests.Mail;

namespace StatusLevels.Api.Tests.Checks;

/// <summary>Each fault before a start is found by its check, and by no other.</summary>
public sealed class PreflightTests
{
    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var rig = await CheckRig.StartAsync();

        var report = await rig.PreflightAsync();

        Assert.All(
            report.Results, result => Assert.True(result.Finding.Status == CheckStatus.Ok, $"{result.Rule.Id}: {result.Finding.Seen}"));
        Assert.Equal(
            CheckPageTests.Rules.Where(rule => rule.Id.StartsWith("SL-1", StringComparison.Ordinal)),
            report.Results.Select(result => result.Rule));
        Assert.Equal(0, report.ExitCode(strict: true));
        Assert.Empty(Directory.GetFileSystemEntries(rig.Folder));
    }

    [Theory]
    [InlineData("SL-101 fail", "PORT", "abc")]
    [InlineData("SL-101 fail", "SESSION_SECRET_KEY", "")]
    [InlineData("SL-101 fail", "LOG_FORMAT", "xml")]
    [InlineData("SL-101 fail", "StatusLevels:GraceDays", "many")]
    [InlineData("SL-101 fail", "SENTRY_DSN", "https://no-key.example.org")]
    [InlineData("SL-102 fail", "SESSION_SECRET_KEY", "passwordpasswordpasswordpasswordpassword")]
    [InlineData("SL-102 fail", "METRICS_TOKEN", "1234567890123456789012345678901234567890")]
    [InlineData("SL-107 fail", "CLUSTER", "postgres")]
    [InlineData("SL-125 warn", "WEBHOOK_SIGNING_KEY", "")]
    [InlineData("SL-124 warn", "PUBLIC_BASE_URL", "http://levels.example.org")]
    [InlineData("SL-124 warn", "PUBLIC_BASE_URL", "http://localhost:8080/levels")]
    public async Task A_setting_that_is_wrong_is_found(string expected, string name, string value)
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings[name] = value;

        Assert.Equal([expected], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Theory]
    [InlineData("LOG_SIGNING_KEY", "there is no public log")]
    [InlineData("CREDENTIAL_KEYS", "no credentials are issued")]
    public async Task A_product_with_a_name_is_told_which_key_it_lacks_to_prove_its_levels(string name, string words)
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["PUBLIC_BASE_URL"] = "http://localhost:8080";
        Assert.Empty(CheckRig.Found(await rig.PreflightAsync()));
        rig.Settings[name] = null;

        var report = await rig.PreflightAsync();
        Assert.Equal(["SL-125 warn"], CheckRig.Found(report));
        var seen = report.Results.Single(static result => result.Rule.Id == "SL-125").Finding.Seen;
        Assert.Contains($"{name} is not set: {words}", $"{seen}", StringComparison.Ordinal);
        // Without a name there is nothing to sign.
        rig.Settings["PUBLIC_BASE_URL"] = null;
        Assert.Empty(CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task Development_is_no_place_for_others()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Environment = Environments.Development;
        rig.Settings["SESSION_SECRET_KEY"] = null;

        Assert.Equal(["SL-103 warn"], CheckRig.Found(await rig.PreflightAsync()));
        // Nothing was made up for somebody who only looks.
        Assert.Empty(Directory.GetFileSystemEntries(rig.Folder));
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["DATA_DIR"] = Path.Combine(rig.Folder, "file");
        await File.WriteAllTextAsync(rig.Settings["DATA_DIR"]!, "", TestContext.Current.CancellationToken);

        Assert.Equal(["SL-104 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Theory]
    [InlineData(50, "SL-105 fail")]
    [InlineData(500, "SL-105 warn")]
    public async Task A_disk_that_is_full_is_found(long mebibytes, string expected)
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Around = rig.Around with { FreeBytes = _ => mebibytes << 20 };

        Assert.Equal([expected], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        rig.Settings["LISTEN_ADDRESS"] = "127.0.0.1";
        rig.Settings["PORT"] = $"{((IPEndPoint)other.LocalEndpoint).Port}";

        Assert.Equal(["SL-106 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_database_that_is_away_is_found_and_what_it_hides_was_not_looked_at()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["DATABASE_URL"] = $"postgres://u:p@127.0.0.1:{CheckRig.ClosedPort()}/db";

        var report = await rig.PreflightAsync();

        Assert.Equal(["SL-111 fail"], CheckRig.Found(report));
        Assert.Equal(
            ["SL-112", "SL-113", "SL-114", "SL-115", "SL-116"],
            report.Results.Where(result => result.Finding.Status == CheckStatus.Unknown).Select(result => result.Rule.Id));
        Assert.Equal(1, report.ExitCode(strict: false));
    }

    [Fact]
    public async Task Missing_migrations_are_found()
    {
        await using var rig = await CheckRig.StartAsync(migrated: false);

        Assert.Equal(["SL-112 fail"], CheckRig.Found(await rig.PreflightAsync()));

        rig.Settings["MIGRATE_ON_START"] = "true";
        Assert.Empty(CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_role_that_may_too_much_or_too_little_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        var runtime = rig.Settings["DATABASE_URL"];
        rig.Settings["DATABASE_URL"] = $"{rig.Database.ConnectionString};{TestApi.SmallPool}";
        Assert.Equal(["SL-113 warn"], CheckRig.Found(await rig.PreflightAsync()));

        rig.Settings["DATABASE_URL"] = runtime;
        await rig.ExecuteAsync("revoke insert on statuslevels.deliveries from statuslevels_runtime");
        Assert.Equal(["SL-113 fail"], CheckRig.Found(await rig.PreflightAsync()));

        await rig.ExecuteAsync("revoke usage on schema statuslevels from statuslevels_runtime");
        Assert.Equal(["SL-113 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task Too_few_connections_are_found()
    {
        await using var rig = await CheckRig.StartAsync();
        await rig.ExecuteAsync($"alter database {rig.Database.Name} connection limit 20");

        Assert.Equal(["SL-114 warn"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Theory]
    [InlineData(10, "SL-115 warn")]
    [InlineData(-60, "SL-115 fail")]
    public async Task A_clock_that_is_wrong_is_found(int seconds, string expected)
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Around = rig.Around with { Clock = new WrongClock(TimeSpan.FromSeconds(seconds)) };

        Assert.Equal([expected], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_role_without_the_search_path_behind_a_pooler_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["Database:TransactionPooler"] = "true";
        await rig.ExecuteAsync(
            $"do $$ begin execute format('alter role %I in database {rig.Database.Name} set search_path = public', '{User(rig)}'); end $$");

        Assert.Equal(["SL-116 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task An_owner_who_owns_nothing_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["MIGRATIONS_DATABASE_URL"] = rig.Database.RuntimeConnectionString;
        Assert.Equal(["SL-117 fail"], CheckRig.Found(await rig.PreflightAsync()));

        rig.Settings["MIGRATIONS_DATABASE_URL"] = rig.Database.ConnectionString;
        Assert.Empty(CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_refuses_the_user_or_has_no_tls_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        var server = rig.Keep(TestMailServer.Start());
        (rig.Settings["MAIL_FROM"], rig.Settings["PUBLIC_BASE_URL"]) = ("levels@example.org", "http://localhost:8080");
        rig.Settings["SMTP_URL"] = server.Url;
        Assert.Empty(CheckRig.Found(await rig.PreflightAsync()));

        foreach (
            var url in (string[])[$"smtp://127.0.0.1:{CheckRig.ClosedPort()}", $"{server.Url}?starttls=required", server.Url.Replace(
                "//", "//user:secret@", StringComparison.Ordinal)])
        {
            rig.Settings["SMTP_URL"] = url;
            Assert.Equal(["SL-121 fail"], CheckRig.Found(await rig.PreflightAsync()));
        }

        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task Issuers_and_sessions_of_others_that_cannot_be_asked_are_found()
    {
        await using var rig = await CheckRig.StartAsync();
        var other = rig.Keep(await TestReceiver.StartAsync());
        (rig.Settings["OIDC_AUTHORITY"], rig.Settings["OIDC_AUDIENCE"]) = (other.Url.GetLeftPart(UriPartial.Authority), "levels");
        Assert.Equal(["SL-122 fail"], CheckRig.Found(await rig.PreflightAsync()));

        rig.Settings["OIDC_AUTHORITY"] = rig.Settings["OIDC_AUDIENCE"] = null;
        rig.Settings["SESSION_INTROSPECTION_URL"] = other.Url.AbsoluteUri;
        Assert.Equal(["SL-123 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_found_and_nobody_is_a_warning()
    {
        await using var rig = await CheckRig.StartAsync();
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");
        var proxy = rig.Keep(await TestReceiver.StartAsync(certificate: certificate));
        rig.Settings["PUBLIC_BASE_URL"] = proxy.Url.GetLeftPart(UriPartial.Authority).Replace("http:", "https:", StringComparison.Ordinal);
        Assert.Equal(["SL-124 fail"], CheckRig.Found(await rig.PreflightAsync()));

        rig.Settings["PUBLIC_BASE_URL"] = $"https://127.0.0.1:{CheckRig.ClosedPort()}";
        Assert.Equal(["SL-124 warn"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_signature_of_mails_that_nobody_can_check_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        var server = rig.Keep(TestMailServer.Start());
        using var key = RSA.Create(2048);
        var file = Path.Combine(rig.Folder, "dkim.pem");
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        (rig.Settings["MAIL_FROM"], rig.Settings["PUBLIC_BASE_URL"], rig.Settings["SMTP_URL"]) =
            ("levels@example.org", "http://localhost:8080", server.Url);
        (rig.Settings["DKIM_DOMAIN"], rig.Settings["DKIM_SELECTOR"], rig.Settings["DKIM_KEY_FILE"]) = ("example.org", "s1", file);

        Assert.Equal(["SL-126 fail"], CheckRig.Found(await rig.PreflightAsync()));
    }

    [Fact]
    public async Task A_listener_for_the_sign_of_life_that_is_away_is_found()
    {
        await using var rig = await CheckRig.StartAsync();
        rig.Settings["HEARTBEAT_URL"] = $"http://127.0.0.1:{CheckRig.ClosedPort()}/ping";

        Assert.Equal(["SL-127 warn"], CheckRig.Found(await rig.PreflightAsync()));
    }

    private static string User(CheckRig rig) => new Npgsql.NpgsqlConnectionStringBuilder(rig.Database.RuntimeConnectionString).Username!;
}
