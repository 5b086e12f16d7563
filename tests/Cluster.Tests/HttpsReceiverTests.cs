using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Webhooks over real TLS: the machine's own authorities decide, which a node is told of as any program is.</summary>
public sealed class HttpsReceiverTests
{
    [Fact]
    public async Task A_certificate_of_a_known_authority_is_taken_and_without_that_authority_refused()
    {
        using var folder = new TestFolder();
        using var authority = Authority();
        var roots = Path.Combine(folder.Path, "roots.pem");
        await File.WriteAllTextAsync(roots, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var certificate = Certificate(authority, "localhost");
        await using var receiver = new TlsReceiver(certificate);
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        (string, string) development = ("ASPNETCORE_ENVIRONMENT", "Development");
        var trusting = await cluster.StartAsync(cluster.Options("trusting", settings: [development, ("SSL_CERT_FILE", roots)]));
        var other = await cluster.StartAsync(cluster.Options("other", settings: development));
        using var admin = await ServiceCaller.SignInAsync(trusting.Address, TestContext.Current.CancellationToken);
        var endpoint = await EndpointAsync(admin, receiver.Url);

        Assert.Equal((true, 204, null), await TestAsync(admin, endpoint));
        using var elsewhere = await ServiceCaller.SignInAsync(other.Address, TestContext.Current.CancellationToken);
        Assert.Equal((false, (int?)null, "tls_failed"), await TestAsync(elsewhere, endpoint));
        Assert.Equal(1, receiver.Taken);
    }

    [Fact]
    public async Task A_certificate_of_a_known_authority_for_another_name_is_refused()
    {
        using var folder = new TestFolder();
        using var authority = Authority();
        var roots = Path.Combine(folder.Path, "roots.pem");
        await File.WriteAllTextAsync(roots, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var certificate = Certificate(authority, "elsewhere.example");
        await using var receiver = new TlsReceiver(certificate);
        await using var cluster = await NodesOnOneDatabase.StartAsync();
        var node = await cluster.StartAsync(
            cluster.Options("one", settings: [("ASPNETCORE_ENVIRONMENT", "Development"), ("SSL_CERT_FILE", roots)]));
        using var admin = await ServiceCaller.SignInAsync(node.Address, TestContext.Current.CancellationToken);

        var endpoint = await EndpointAsync(admin, receiver.Url);

        Assert.Equal((false, (int?)null, "tls_failed"), await TestAsync(admin, endpoint));
        Assert.Equal(0, receiver.Taken);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 Certificate(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(16));
        return made.CopyWithPrivateKey(key);
    }

    private static async Task<string> EndpointAsync(HttpClient admin, Uri url)
    {
        using var body = new StringContent($$"""{"url":"{{url}}"}""", Encoding.UTF8, "application/json");
        using var made = await admin.PostAsync("/api/admin/webhook-endpoints", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var read = JsonDocument.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return read.RootElement.GetProperty("id").GetString()!;
    }

    // A busy machine may not agree on TLS in time: it is asked again, as often in a minute as it may be.
    private static Task<(bool Delivered, int? Status, string? Error)> TestAsync(HttpClient admin, string endpoint) =>
        Eventually.LastSeenAsync(
            () => TestOnceAsync(admin, endpoint), seen => seen.Error != "timeout", Patience.OfSeconds(90), TimeSpan.FromSeconds(12),
            TestContext.Current.CancellationToken);

    private static async Task<(bool Delivered, int? Status, string? Error)> TestOnceAsync(HttpClient admin, string endpoint)
    {
        using var answer = await admin.PostAsync(
            $"/api/admin/webhook-endpoints/{endpoint}/test", content: null, TestContext.Current.CancellationToken);
        using var read = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var (status, error) = (read.RootElement.GetProperty("status_code"), read.RootElement.GetProperty("error"));
        return (
            read.RootElement.GetProperty("delivered").GetBoolean(), status.ValueKind == JsonValueKind.Number ? status.GetInt32() : null,
            error.GetString());
    }

    /// <summary>Takes one request of each connection that agrees on TLS.</summary>
    private sealed class TlsReceiver : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly X509Certificate2 certificate;
        private readonly Task running;
        private int taken;

        public TlsReceiver(X509Certificate2 certificate)
        {
            this.certificate = certificate;
            listener.Start();
            running = AcceptAsync();
        }

        public Uri Url => new($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/hook");

        public int Taken => Volatile.Read(ref taken);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Dispose();
            await running;
            stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await listener.AcceptTcpClientAsync(stop.Token);
                    await ServeAsync(socket);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Told to stop.
            }
        }

        private async Task ServeAsync(TcpClient socket)
        {
            try
            {
                await using var stream = new SslStream(socket.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
                var buffer = new byte[64 * 1024];
                if (await stream.ReadAsync(buffer, stop.Token) > 0)
                {
                    Interlocked.Increment(ref taken);
                    await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), stop.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The caller did not like the certificate.
            }
        }
    }
}
