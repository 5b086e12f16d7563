using System.Net;
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
        var configuration = (await File.ReadAllTextAsync(Repository.PathOf("deploy/compose/haproxy.cfg"), TestContext.Current.CancellationToken))
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

    [Theory(SkipExceptions = [typeof(MissingHereException)])]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    public async Task What_a_node_says_about_itself_stays_inside(string path)
    {
        await AnswersAsync(path, HttpStatusCode.NotFound);

        Assert.Empty(first.Requests.Concat(second.Requests));
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
                using var answer = await http.GetAsync("/any", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            return first.Requests.IsEmpty;
        });

        second.IsReady = false;
        await AnswersAsync("/readyz", HttpStatusCode.ServiceUnavailable);
        first.IsReady = true;
        await AnswersAsync("/readyz", HttpStatusCode.OK);
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
