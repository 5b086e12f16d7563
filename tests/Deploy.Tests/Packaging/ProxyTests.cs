using System.Net;
using System.Net.Sockets;
using System.Text;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>The proxy of compose.yaml, run with its configuration; only the addresses are those of the test.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private EchoNode first = null!;
    private EchoNode second = null!;
    private Command proxy = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        first = await EchoNode.StartAsync();
        second = await EchoNode.StartAsync();
        var port = BuiltImage.FreePort();
        var configuration = (
            await File.ReadAllTextAsync(Repository.PathOf("deploy/compose/haproxy.cfg"), TestContext.Current.CancellationToken))
            .Replace("bind :8080", $"bind 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("node1:8080", first.Address, StringComparison.Ordinal)
            .Replace("node2:8080", second.Address, StringComparison.Ordinal)
            .Replace("node3:8080", "127.0.0.1:1", StringComparison.Ordinal);
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(file, configuration, TestContext.Current.CancellationToken);
        proxy = Command.Start([InstalledProgram.Find("haproxy", "haproxy"), "-db", "-f", file]);
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await AnswersAsync("/readyz", HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        proxy.Dispose();
        await first.DisposeAsync();
        await second.DisposeAsync();
        folder.Dispose();
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task What_callers_say_about_themselves_does_not_count()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status-levels");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example.org");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var headers = Assert.Single(first.Requests.Concat(second.Requests)).Headers;
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal("http", headers["X-Forwarded-Proto"]);
        Assert.Equal(http.BaseAddress!.Authority, headers["X-Forwarded-Host"]);
    }

    // Sent as they stand: a client of .NET would put them in order first.
    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("/metrics")]
    [InlineData("/Metrics")]
    [InlineData("/metrics/")]
    [InlineData("//metrics")]
    [InlineData("/%6detrics")]
    [InlineData("/%6D%65trics?x=/api/")]
    [InlineData("/healthz")]
    [InlineData("/Healthz")]
    [InlineData("/Readyz")]
    [InlineData("/readyz/")]
    [InlineData("/api/../metrics")]
    [InlineData("/api/%2e%2E/metrics")]
    [InlineData("/api/.%2e/metrics")]
    [InlineData("/api/..%2fmetrics")]
    [InlineData("/api/..%5cmetrics")]
    [InlineData("/api/./../metrics")]
    [InlineData("/api/..")]
    [InlineData("/apis")]
    [InlineData("*")]
    [InlineData("http://localhost/metrics")]
    public async Task What_a_node_says_about_itself_stays_inside_however_it_is_spelled(string target)
    {
        var answer = await AskAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        // An asterisk is no path: newer versions of HAProxy refuse it themselves.
        Assert.StartsWith(target == "*" ? "HTTP/1.1 40" : "HTTP/1.1 404", answer, StringComparison.Ordinal);

        Assert.Empty(first.Requests.Concat(second.Requests));
    }

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("/api/status-levels/info")]
    [InlineData("/API/session")]
    [InlineData("/%61pi/session?back=/../x")]
    [InlineData("/api/organizations/a..b/status")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger")]
    [InlineData("/swagger/index.html")]
    [InlineData("/")]
    [InlineData("/?lang=ru")]
    [InlineData("/sign-in")]
    [InlineData("/account/password")]
    [InlineData("/dashboard/organization")]
    [InlineData("/assets/site.0123456789ab.css")]
    [InlineData("/favicon.ico")]
    [InlineData("/mail/unsubscribe?token=x")]
    [InlineData("/.well-known/statuslevels-webhook-keys.json")]
    [InlineData("/badges/13ea0aa9-138e-46da-96da-b8ac1fb8f001.svg?style=card")]
    [InlineData("/badges/northern-lights/qr.png")]
    [InlineData("/embed/badge.js")]
    [InlineData("/organizations/northern-lights")]
    [InlineData("/q/abcd2345")]
    [InlineData("/admin")]
    [InlineData("/admin/import")]
    [InlineData("/api/admin/import")]
    [InlineData("/api/admin/import/organizations")]
    public async Task What_callers_may_ask_for_reaches_a_node(string target)
    {
        Assert.StartsWith("HTTP/1.1 200", await AskAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

        Assert.Single(first.Requests.Concat(second.Requests));
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_body_is_waited_for_by_the_proxy_and_that_of_an_import_goes_on_as_it_comes()
    {
        using var change = await OpenAsync("POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
        using var import = await OpenAsync("POST /api/admin/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");

        await proxy.UntilAsync(() => Task.FromResult(!first.Requests.IsEmpty || !second.Requests.IsEmpty));
        Assert.Equal("/api/admin/import", Assert.Single(first.Requests.Concat(second.Requests)).Path);
    }

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_node_that_is_not_ready_gets_no_requests_and_without_any_the_whole_is_not_ready()
    {
        first.IsReady = false;
        await proxy.UntilAsync(async () =>
        {
            first.Requests.Clear();
            for (var request = 0; request < 4; request++)
            {
                using var answer = await http.GetAsync("/api/any", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            return first.Requests.IsEmpty;
        });

        second.IsReady = false;
        await AnswersAsync("/readyz", HttpStatusCode.ServiceUnavailable);
        first.IsReady = true;
        await AnswersAsync("/readyz", HttpStatusCode.OK);
    }

    private async Task<TcpClient> OpenAsync(string request)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task<string> AskAsync(string request)
    {
        using var connection = await OpenAsync(request);
        using var answer = new StreamReader(connection.GetStream());
        return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task AnswersAsync(string path, HttpStatusCode expected) => proxy.UntilAsync(async () =>
    {
        try
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            return answer.StatusCode == expected;
        }
        catch (HttpRequestException) when (!proxy.HasEnded)
        {
            // It does not listen yet.
            return false;
        }
    });
}
