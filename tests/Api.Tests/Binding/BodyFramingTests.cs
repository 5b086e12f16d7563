using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>Bodies that arrive in another way than usual: of no bytes, marked, compressed, in bad chunks, cut off.</summary>
public sealed class BodyFramingTests(SharedApi shared)
{
    private static string Levels => $"/api/admin/organizations/{Guid.NewGuid()}/status-levels";

    // How "there is no body" can be said.
    public static TheoryData<string> Nothing { get; } = new(
        "", "Content-Length: 0", "Content-Type: application/json", "Content-Length: 0\r\nContent-Type: application/json",
        "Transfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Type: application/json",
        "Transfer-Encoding: chunked\r\nContent-Type: text/plain",
        "Transfer-Encoding: chunked\r\nContent-Encoding: gzip");

    private async Task<string> BearerAsync() =>
        (await shared.ServiceAsync("status:write", "subscriptions:write")).DefaultRequestHeaders.Authorization!.ToString();

    [Theory]
    [MemberData(nameof(Nothing))]
    public async Task A_body_of_no_bytes_is_none_however_it_is_framed(string framing)
    {
        var authorization = await BearerAsync();
        var organization = await shared.OrganizationWithAsync("B");
        var body = framing.Contains("chunked", StringComparison.Ordinal) ? "0\r\n\r\n" : "";
        var headers = $" HTTP/1.1\r\nAuthorization: {authorization}{(framing.Length > 0 ? "\r\n" : "")}{framing}";

        foreach (
            var line in new[] { $"PATCH {organization.Levels}/B", $"POST {organization.Levels}/B/verification",
                $"DELETE {organization.Levels}/B?reason=x" })
        {
            foreach (var key in new[] { "", $"\r\nIdempotency-Key: {Guid.NewGuid()}" })
            {
                var answer = await RawRequest.SendAsync(shared.Api, line + headers + key, body);
                // What was revoked by the first try is gone at the second.
                var expected = key.Length > 0 && line.StartsWith("DELETE", StringComparison.Ordinal) ? 404 : 200;
                Assert.True(answer.Status == expected, $"{line} {framing}: {answer.Text}");
            }
        }

        var needed = await RawRequest.SendAsync(shared.Api, $"POST {organization.Levels}{headers}", body);
        Assert.True(
            needed.Status == 400 && needed.Text.Contains("The body is empty", StringComparison.Ordinal), $"{framing}: {needed.Text}");
    }

    public static TheoryData<string> Codings { get; } = new("gzip", "br", "deflate", "zstd", "GZIP", "identity, gzip", "x-unknown");

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_body_is_415_and_told_what_would_do(string coding)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync("""{"level":"B"}"""u8.ToArray(), TestContext.Current.CancellationToken);
        }

        foreach (var (method, address, type) in new[]
        {
            (HttpMethod.Post, Levels, "application/json"),
            (HttpMethod.Delete, $"{Levels}/B", "application/json"),
            (HttpMethod.Post, "/api/webhooks/subscription-status-changed", "application/json"),
            (HttpMethod.Post, "/api/admin/import", "application/x-ndjson"),
        })
        {
            using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(packed.ToArray()) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var answer = await shared.Admin.SendAsync(request, TestContext.Current.CancellationToken);

            await answer.ShouldBeProblemAsync(415, "unsupported_media_type");
            Assert.Equal("identity", Assert.Single(answer.Headers.GetValues("Accept-Encoding")));
        }
    }

    [Fact]
    public async Task A_body_that_says_it_is_not_compressed_is_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Levels) { Content = Json.Content("""{"level":"B"}""") };
        request.Content.Headers.ContentEncoding.Add("identity");

        await (await shared.Admin.SendAsync(request, TestContext.Current.CancellationToken)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_mark_before_JSON_is_passed_over()
    {
        var organization = shared.Organization();
        byte[] mark = [0xEF, 0xBB, 0xBF];

        using var grant = Json.Content([.. mark, .. """{"level":"B"}"""u8]);
        await (await shared.Admin.PostAsync(organization.Levels, grant, TestContext.Current.CancellationToken)).ShouldBeOkAsync();
        using var revoke = new HttpRequestMessage(HttpMethod.Delete, $"{organization.Levels}/B")
        {
            Content = Json.Content([.. mark, .. """{"reason":"x"}"""u8]),
        };
        await (await shared.Admin.SendAsync(revoke, TestContext.Current.CancellationToken)).ShouldBeOkAsync();

        var line = Encoding.UTF8.GetBytes($$"""{"organization_id":"{{organization.Id}}","subscription_id":"s"}""");
        using var import = new ByteArrayContent([.. mark, .. line, (byte)'\n', .. mark, .. line, (byte)'\n']);
        import.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        using var imported = await shared.Admin.PostAsync("/api/admin/import", import, TestContext.Current.CancellationToken);
        Assert.Contains(
            "\"failed\":0", await imported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await (
            await shared.Admin.PostAsync(
                organization.Levels, Json.Content([.. mark, .. mark, .. "{}"u8]), TestContext.Current.CancellationToken))
            .ShouldBeProblemAsync(400, "malformed_json");
    }

    public static TheoryData<string, string> Broken { get; } = new()
    {
        { "Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked", "-1\r\n{}\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked", "2{}\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked", "2\r\n{}xx0\r\n\r\n" },
        { "Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked", "5\r\n{}\r\n0\r\n\r\n" },
        { "Content-Length: two", "{}" },
        { "Content-Length: -2", "{}" },
        { "Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n" },
        { "Transfer-Encoding: gzip", "{}" },
        { "Content-Length: 2\r\nContent-Length: 3", "{}" },
    };

    public static TheoryData<string> NoLengths { get; } = new(
        "+2", "-0", "+0", "2,", "2, 2", "2 2", "0x2", "2.0", "٢", "", "99999999999999999999", "99999999999999999999999999");

    [Theory]
    [MemberData(nameof(NoLengths))]
    public async Task A_length_that_is_not_of_digits_alone_is_400_and_ends_the_connection(string length)
    {
        foreach (var line in new[] { "POST /api/session", "GET /api/status-levels/info" })
        {
            var answer = await RawRequest.SendAsync(
                shared.Api, $"{line} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {length}", "{}");

            Assert.Equal((line, 400), (line, answer.Status));
            Assert.Contains("Connection: close", answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            shared.Api.Log.Lines,
            line => line.Level >= LogLevel.Error && line.Text.Contains("Kestrel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_length_may_begin_with_zeros()
    {
        var answer = await RawRequest.SendAsync(
            shared.Api, "POST /api/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 0002", "{}");

        Assert.Equal(422, answer.Status);
    }

    // What has arrived when the caller goes away.
    public static TheoryData<string, string> CutOff { get; } = new()
    {
        { "Transfer-Encoding: chunked", "5\r\n{" },
        { "Transfer-Encoding: chunked", "2\r\n{}\r\n" },
        { "Transfer-Encoding: chunked", "" },
        { "Content-Length: 100", "{}" },
        { "Content-Length: 1", "" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_body_that_is_broken_is_the_callers_fault_and_no_crash(string framing, string body) =>
        Assert.All(await SendBrokenAsync(framing, body, isCutOff: false), status => Assert.InRange(status, 400, 499));

    // Who went away is seldom answered.
    [Theory]
    [MemberData(nameof(CutOff))]
    public async Task A_body_that_is_cut_off_is_no_crash_either(string framing, string body) =>
        Assert.All(
            await SendBrokenAsync(framing, body, isCutOff: true), status => Assert.True(status is 0 or (>= 400 and < 500), $"{status}"));

    private async Task<int[]> SendBrokenAsync(string framing, string body, bool isCutOff)
    {
        var authorization = await BearerAsync();
        var organization = await shared.OrganizationWithAsync("B");
        var statuses = new List<int>();
        foreach (var (line, more) in new[]
        {
            ($"POST {organization.Levels}", ""), ($"DELETE {organization.Levels}/B", ""),
            ($"PATCH {organization.Levels}/B", $"\r\nIdempotency-Key: {Guid.NewGuid()}"),
            ("POST /api/webhooks/subscription-status-changed", ""), ("POST /api/session", ""),
        })
        {
            var head = $"{line} HTTP/1.1\r\nAuthorization: {authorization}\r\nContent-Type: application/json\r\n{framing}{more}";
            statuses.Add((await RawRequest.SendAsync(shared.Api, head, body, isCutOff)).Status);
        }

        Assert.Equal(1, (await organization.StatusAsync()).GetProperty("version").GetInt64());
        Assert.DoesNotContain(
            shared.Api.Log.Lines,
            line => line.Text.Contains("BadHttpRequestException", StringComparison.Ordinal)
                || (line.Level == LogLevel.Error && line.Text.Contains(organization.Id.ToString(), StringComparison.Ordinal)));
        return [.. statuses];
    }
}
