using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Api.Tests.Answers;

/// <summary>What holds of all answers: HEAD, compression, language, problems.</summary>
public sealed class HeaderTests(SharedApi shared)
{
    // Chunks and the instant are the connection's affair.
    private static readonly string[] OfTheConnection = ["Transfer-Encoding", "Date"];

    private static string Headers(HttpResponseMessage answer) => string.Join('\n', answer.Headers.Concat(answer.Content.Headers)
        .Where(header => !OfTheConnection.Contains(header.Key))
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_GET_has_a_HEAD_with_its_headers_and_no_body()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        var document = await (await shared.Admin.GetAsync("/openapi/v1.json", [])).ReadJsonAsync();
        string[] addresses =
        [
            .. document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _))
                .Select(path => path.Name),
            "/openapi/v1.json", "/swagger/index.html", "/api/nothing-here", "/api/organizations/not-a-uuid/status",
        ];
        Assert.True(addresses.Length > 20);
        foreach (
            var address in addresses.Select(
                address => address.Replace("{organization_id}", organization.Id.ToString(), StringComparison.Ordinal)))
        {
            using var get = await shared.Admin.GetAsync(address, []);
            using var head = await shared.Admin.AskAsync(HttpMethod.Head, address, null);
            Assert.Equal((address, get.StatusCode, Headers(get)), (address, head.StatusCode, Headers(head)));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task HEAD_of_what_has_no_GET_is_405() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await shared.Admin.AskAsync(HttpMethod.Head, "/api/admin/import", null)).StatusCode);

    [Theory]
    [InlineData("/openapi/v1.json", "gzip")]
    [InlineData("/openapi/v1.json", "br")]
    [InlineData("/swagger/index.html", "gzip")]
    public async Task What_is_read_is_compressed_for_those_who_ask(string address, string encoding)
    {
        using var plain = await shared.Anyone.GetAsync(address, []);
        using var small = await shared.Anyone.GetAsync(address, ("Accept-Encoding", encoding));

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal([encoding], small.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", small.Vary(), StringComparison.Ordinal);
        await using var body = await small.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream unpacked = encoding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(
            await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answers_to_changes_and_tagged_answers_are_not_compressed()
    {
        var organization = await shared.OrganizationWithAsync("A");

        using var key = await shared.Admin.AskAsync(
            HttpMethod.Post, "/api/admin/api-keys", """{"name":"n","scopes":["status:write"]}""", ("Accept-Encoding", "gzip, br"));
        using var status = await shared.Admin.GetAsync($"{organization.Address}/status", ("Accept-Encoding", "gzip, br"));

        Assert.True(key.IsSuccessStatusCode);
        Assert.Empty(key.Content.Headers.ContentEncoding);
        Assert.Empty(status.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", status.Vary(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("ru", "ru")]
    [InlineData("RU-ru", "ru")]
    [InlineData("en;q=0.4, ru;q=0.5", "ru")]
    [InlineData("ru;q=0.5, en;q=0.5", "ru")]
    [InlineData("ru-RU;q=0.1, ru;q=0.9, en;q=0.5", "ru")]
    [InlineData("de", "en")]
    [InlineData("de, *;q=0.1", "en")]
    [InlineData("en;q=0, *", "ru")]
    [InlineData("ru;q=0.2, *;q=0.9", "en")]
    [InlineData("en;q=0, ru;q=0", "en")]
    [InlineData("english", "en")]
    [InlineData(";;q=;", "en")]
    public async Task The_language_is_the_one_that_the_caller_wants_most(string? wanted, string expected)
    {
        foreach (var address in new[] { "/api/status-levels/info", $"/api/organizations/{Guid.NewGuid()}/status" })
        {
            using var answer = await shared.Anyone.GetAsync(address, wanted is null ? [] : [("Accept-Language", wanted)]);
            Assert.Equal([expected], answer.Content.Headers.ContentLanguage);
            Assert.Contains("Accept-Language", answer.Vary(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_of_the_API_that_says_nothing_of_caches_is_kept_nowhere()
    {
        using var granted = await shared.Organization().GrantAsync("""{"level":"A"}""");

        Assert.Equal("no-store, private", granted.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Every_route_refuses_what_it_cannot_do_with_a_problem_and_405_names_what_it_can()
    {
        var routes = shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}")
                .Where(route => route.StartsWith("/api/", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.True(routes.Length > 20);
        foreach (var route in routes)
        {
            var address = System.Text.RegularExpressions.Regex.Replace(
                route, @"\{[^}]+\}", Guid.NewGuid().ToString(), default, TimeSpan.FromSeconds(1));
            using var answer = await shared.Admin.AskAsync(HttpMethod.Trace, address, null);
            await answer.ShouldBeProblemAsync(405, "method_not_allowed");
            Assert.NotEmpty(answer.Content.Headers.Allow);
            Assert.Equal(answer.Content.Headers.Allow.Contains("GET"), answer.Content.Headers.Allow.Contains("HEAD"));
        }
    }

    [Theory]
    [InlineData("/api/nothing-here", 404, "not_found")]
    [InlineData("/api/organizations/no-uuid/status", 400, "malformed_id")]
    [InlineData("/api/admin/users?limit=0", 422, "validation_failed")]
    [InlineData("/probe/database", 503, "database_unavailable")]
    [InlineData("/probe/crash", 500, "internal_error")]
    public async Task The_trace_id_of_every_problem_finds_its_log_line(string address, int status, string code)
    {
        using var answer = await shared.Admin.GetAsync(address, []);

        var problem = await answer.ShouldBeProblemAsync(status, code);
        Assert.Contains(
            shared.Api.Log.Lines,
            line => line.Text.Contains(problem.Text("trace_id"), StringComparison.Ordinal) && line.Level >= LogLevel.Information);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("GET /api/organizations/%00/status HTTP/1.1", "400")]
    [InlineData("GET /api/%zz HTTP/1.1", "404")]
    [InlineData("GET /api/%ff%fe HTTP/1.1", "404")]
    [InlineData("GET /api/../../etc/passwd HTTP/1.1", "404")]
    [InlineData("GET /api/x HTTP/7.5", "505")]
    public async Task An_address_that_is_none_is_refused_and_never_a_crash(string line, string status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(shared.Api.Address.Host, shared.Api.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/status-levels/info HTTP/1.1\nHost: localhost\nConnection: close\n\n")]
    [InlineData("GET /api/status-levels/info HTTP/1.1\r\nHost: localhost\nConnection: close\r\n\r\n")]
    [InlineData("GET /api/status-levels/info HTTP/1.1\r\nHost: localhost\r\nX: a\nY: b\r\nConnection: close\r\n\r\n")]
    public async Task A_line_that_ends_in_a_bare_line_feed_is_no_request(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(shared.Api.Address.Host, shared.Api.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        // 408 where no line ever ended.
        Assert.Matches("^HTTP/1.1 4[0-9]{2} ", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/swagger/index.html")]
    [InlineData("/Swagger/index.html")]
    [InlineData("/swagger")]
    [InlineData("/swagger/swagger-ui.css")]
    [InlineData("/admin/orleans/")]
    public async Task No_page_may_be_framed(string address)
    {
        using var answer = await shared.Admin.GetAsync(address, []);

        Assert.InRange((int)answer.StatusCode, 200, 399);
        Assert.Contains(
            "frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }

    [Fact]
    public async Task The_page_of_the_API_works_under_its_own_policy()
    {
        var page = await shared.Anyone.GetStringAsync("/swagger/index.html", TestContext.Current.CancellationToken);

        // Scripts from here, and none in the page itself.
        Assert.DoesNotMatch("<script(?![^>]*src=)[^>]*>", page);
        Assert.DoesNotMatch("""(src|href)="(https?:)?//""", page);
        Assert.DoesNotMatch("""\son\w+=""", page);
    }

    [Fact]
    public async Task Every_list_says_in_a_link_where_the_next_page_is()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        foreach (var index in Enumerable.Range(0, 2))
        {
            await (
                await shared.Admin.AskAsync(
                    HttpMethod.Post, "/api/admin/users",
                    $$"""{"email":"{{Guid.NewGuid():n}}@example.org","display_name":"n{{index}}"}""")).ReadJsonAsync();
            await shared.ServiceAsync("status:write");
        }

        foreach (var (address, list) in new[]
        {
            ($"{organization.Address}/status-history?per_page=1", "history"), ($"{organization.Address}/notifications?limit=1", "items"),
            ("/api/admin/users?limit=1", "items"), ("/api/admin/api-keys?limit=1", "items"), ("/api/admin/audit?limit=1", "items"),
            ("/api/admin/expiring?days=366&limit=1", "items"),
        })
        {
            using var page = await shared.Admin.GetAsync(address, []);
            var first = await page.ShouldBeOkAsync();
            if (first.TryGetProperty("next_cursor", out var next) && next.ValueKind == JsonValueKind.Null)
            {
                Assert.False(page.Headers.Contains("Link"));
                continue;
            }

            var link = Assert.Single(page.Headers.GetValues("Link"));
            Assert.Matches("""^</[^>]+>; rel="next"$""", link);
            var second = await (await shared.Admin.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)], [])).ShouldBeOkAsync();
            Assert.NotEqual(first.GetProperty(list)[0].GetRawText(), second.GetProperty(list)[0].GetRawText());
        }
    }
}
