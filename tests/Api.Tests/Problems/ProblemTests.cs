using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Problems;

public sealed class ProblemTests(SharedApi shared)
{
    private readonly HttpClient client = shared.Api.Client();

    [Fact]
    public async Task An_unknown_address_is_404() =>
        await (await client.GetAsync("/api/nothing-here")).ShouldBeProblemAsync(404, "not_found");

    [Fact]
    public async Task A_wrong_method_is_405_and_names_the_right_ones()
    {
        using var answer = await client.PutAsync("/api/session", Json.Content("{}"));

        await answer.ShouldBeProblemAsync(405, "method_not_allowed");
        Assert.Equal("DELETE GET HEAD POST", string.Join(' ', answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_is_no_json_by_its_type_is_415(string type)
    {
        using var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        await (await client.PostAsync("/api/session", body)).ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_without_a_type_is_415() =>
        await (await client.PostAsync("/api/session", new ByteArrayContent("{}"u8.ToArray())))
            .ShouldBeProblemAsync(415, "unsupported_media_type");

    [Fact]
    public async Task Json_by_suffix_and_charset_is_json()
    {
        using var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("application/vnd.example+json; charset=UTF-8");

        await (await client.PostAsync("/api/session", body)).ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_413()
    {
        var body = Json.Content($$"""{"email":"{{new string('a', 64 * 1024)}}","password":"x"}""");

        await (await client.PostAsync("/api/session", body)).ShouldBeProblemAsync(413, "body_too_large");
    }

    [Fact]
    public async Task A_chunked_body_over_64_KiB_is_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
        {
            Content = Json.Content($$"""{"email":"{{new string('a', 64 * 1024)}}","password":"x"}"""),
            Headers = { TransferEncodingChunked = true },
        };

        await (await client.SendAsync(request)).ShouldBeProblemAsync(413, "body_too_large");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_sends_far_too_much_still_reads_the_answer(bool chunked)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
            {
                Content = Json.Content(new byte[900 * 1024]),
                Headers = { TransferEncodingChunked = chunked },
            };
            await (await client.SendAsync(request)).ShouldBeProblemAsync(413, "body_too_large");
        }
    }

    [Fact]
    public async Task A_body_of_exactly_64_KiB_is_read()
    {
        const string Frame = """{"email":"nobody@example.org","password":"x","ignored":""}""";
        var body = Frame.Replace("\"\"", $"\"{new string('a', (64 * 1024) - Encoding.UTF8.GetByteCount(Frame))}\"", StringComparison.Ordinal);

        await (await client.PostAsync("/api/session", Json.Content(body))).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("{6f9619ff-8b86-d011-b42d-00c04fc964ff}")]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964fg")]
    public async Task An_id_that_is_no_uuid_is_400(string id) =>
        await (await client.GetAsync($"/probe/{Uri.EscapeDataString(id)}/id")).ShouldBeProblemAsync(400, "malformed_id");

    [Fact]
    public async Task Any_uuid_is_an_id() =>
        Assert.Equal("6f9619ff-8b86-d011-b42d-00c04fc964ff", await client.GetStringAsync("/probe/6F9619FF-8B86-D011-B42D-00C04FC964FF/id"));

    [Fact]
    public async Task A_crash_is_500_without_internals_and_its_trace_id_finds_the_log_line()
    {
        using var answer = await client.GetAsync("/probe/crash");

        var problem = await answer.ShouldBeProblemAsync(500, "internal_error");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
        // Another test may have made the same crash a moment ago: then this one is told a second later.
        await Eventually.HoldsAsync(() => shared.Api.Log.Lines.Any(line =>
            line.Level == LogLevel.Error && line.Text.Contains(problem.Text("trace_id"), StringComparison.Ordinal)
                && line.Text.Contains("secret internals", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bug_in_sql_is_a_crash() =>
        await (await client.GetAsync("/probe/bug-in-sql")).ShouldBeProblemAsync(500, "internal_error");

    [Fact]
    public async Task A_database_that_is_away_is_503_with_a_pause()
    {
        using var answer = await client.GetAsync("/probe/database");

        var problem = await answer.ShouldBeProblemAsync(503, "database_unavailable");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(answer.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task A_change_that_timed_out_has_an_unknown_outcome() =>
        await (await client.PostAsync("/probe/timeout", null)).ShouldBeProblemAsync(503, "outcome_unknown");

    [Fact]
    public async Task A_caller_who_leaves_is_nobodys_fault()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = client.GetAsync("/probe/wait", leaving.Token);
        await SharedApi.Waiting.Task.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        // The server is alive, and has nothing to say about it.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.DoesNotContain(
            shared.Api.Log.Lines, line => line.Level >= LogLevel.Warning && line.Text.Contains("/probe/wait", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_tell_nothing_about_the_server()
    {
        using var answer = await client.GetAsync("/api/nothing-here");

        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_query_value_of_the_wrong_kind_is_422()
    {
        using var answer = await client.GetAsync("/probe/query?page=one");

        Assert.Equal((HttpStatusCode)422, answer.StatusCode);
        Assert.Equal("validation_failed", (await answer.ReadJsonAsync()).Text("code"));
    }
}
