using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database.PrivateServer;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Silo.Tests.Database;

/// <summary>
/// A real PostgreSQL on loopback that takes TLS connections only, with a certificate for <c>localhost</c> of an authority of its own.
/// </summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private ServerHome? home;
    private PostgresBinaries? binaries;

    public int Port { get; } = FreePorts.One();

    public string Password { get; private set; } = "";

    /// <summary>The certificate of the authority.</summary>
    public string Authority => Path.Combine(folder.Path, "authority.pem");

    public string Url(string host, string sslMode) => $"postgres://statuslevels:{Password}@{host}:{Port}/statuslevels?sslmode={sslMode}";

    public static async Task<TlsServer> StartAsync()
    {
        var server = new TlsServer();
        var options = new PrivatePostgresOptions { DataDirectory = server.folder.Path, Durable = false };
        await using (var made = await PrivatePostgres.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken))
        {
            server.Password = new NpgsqlConnectionStringBuilder(made.ConnectionString).Password!;
        }

        // The private server never listens on a port; the same cluster does when it is started by other settings.
        server.home = await ServerHome.OpenAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken);
        server.binaries = await PostgresBinaries.FindAsync(
            server.home.DataMajor, server.home.DataFolder, null, TestContext.Current.CancellationToken);
        await server.WriteCertificatesAsync();
        await File.WriteAllTextAsync(
            Path.Combine(server.home.DataFolder, "pg_hba.conf"), "hostssl all all all scram-sha-256\n",
            TestContext.Current.CancellationToken);
        var settings = string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={server.Port} -c unix_socket_directories= -c ssl=on -c ssl_cert_file=tls.crt -c ssl_key_file=tls.key");
        await server.ControlAsync("start", "--options", settings, "--log", "server.log", "--wait");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop", "--mode", "immediate", "--wait");
        home!.Dispose();
        folder.Dispose();
    }

    private async Task ControlAsync(string verb, params string[] arguments)
    {
        var command = new ExternalCommand(binaries!.Program("pg_ctl"), [verb, "--pgdata", "data", "--silent", .. arguments]);
        var answer = await home!.Account.Wrap(command).RunAsync(CancellationToken.None, home.Folder);
        Assert.True(answer.Succeeded, answer.Said);
    }

    private async Task WriteCertificatesAsync()
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest(
            "CN=test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);

        using var serverKey = RSA.Create(2048);
        var serverRequest = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        serverRequest.CertificateExtensions.Add(names.Build());
        using var certificate = serverRequest.Create(authority, from, to, [1, 2, 3, 4]);

        var keyFile = Path.Combine(home!.DataFolder, "tls.key");
        await File.WriteAllTextAsync(Authority, authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(home.DataFolder, "tls.crt"), certificate.ExportCertificatePem());
        await using (var writer = new StreamWriter(PrivateFiles.Open(keyFile, FileMode.CreateNew, FileShare.None)))
        {
            await writer.WriteAsync(serverKey.ExportPkcs8PrivateKeyPem());
        }

        await home.GiveToAccountAsync(keyFile, CancellationToken.None);
    }
}
