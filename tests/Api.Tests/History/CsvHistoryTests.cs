using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.History;

/// <summary>The history as CSV.</summary>
public sealed class CsvHistoryTests(SharedApi shared)
{
    private const string Columns = "\uFEFF\"sequence\",\"level\",\"action\",\"reason\",\"performed_by\",\"effective_at\",\"recorded_at\",\"levels_after\",\"hash\"";

    private static async Task<TestOrganization> WithEntriesAsync(TestOrganization organization, int entries)
    {
        var end = TimeProvider.System.GetUtcNow().AddDays(100);
        await (await organization.GrantAsync($$"""{"level":"B","valid_until":"{{end:O}}"}""")).ShouldBeOkAsync();
        for (var entry = 1; entry < entries; entry++)
        {
            await (await organization.RenewAsync("B", $$"""{"valid_until":"{{end.AddDays(entry):O}}"}""")).ShouldBeOkAsync();
        }

        return organization;
    }

    private static async Task<string[]> LinesAsync(HttpResponseMessage answer)
    {
        Assert.Equal(200, (int)answer.StatusCode);
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Split("\r\n");
    }

    [Fact]
    public async Task The_whole_history_comes_as_one_stream_newest_first()
    {
        var organization = await WithEntriesAsync(shared.Organization(), 103);

        using var answer = await shared.Admin.GetAsync($"{organization.Address}/status-history?page=7", ("Accept", "text/csv"));

        Assert.Equal("text/csv; charset=utf-8; header=present", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal($"status-history-{organization.Id}.csv", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal("no-store, private", answer.Headers.CacheControl?.ToString());
        var lines = await LinesAsync(answer);
        Assert.Equal((Columns, ""), (lines[0], lines[^1]));
        Assert.Equal(
            Enumerable.Range(1, 103).Reverse().Select(number => number.ToString(CultureInfo.InvariantCulture)),
            lines[1..^1].Select(line => line.Split(',')[0].Trim('"')));
        var entry = (await organization.HistoryAsync()).GetProperty("history")[0];
        Assert.Equal(
            string.Join(',', new[] { "103", "B", "renewed", "", entry.Text("performed_by"), entry.Text("created_at"),
                entry.Text("recorded_at"), "B", entry.Text("hash") }
                .Select(field => $"\"{field}\"")),
            lines[1]);
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv, application/json;q=0.5", true)]
    [InlineData("application/json, text/csv;q=0.9", false)]
    [InlineData("text/csv, application/json", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("text/*, application/json;q=0.1", false)]
    [InlineData("nonsense", false)]
    public async Task CSV_is_for_those_who_prefer_it_by_name(string accept, bool isCsv)
    {
        using var answer = await shared.Admin.GetAsync($"{shared.Organization().Address}/status-history", ("Accept", accept));

        Assert.Equal(isCsv ? "text/csv" : "application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_empty_history_is_the_columns() =>
        Assert.Equal(
            [Columns, ""],
            await LinesAsync(await shared.Admin.GetAsync($"{shared.Organization().Address}/status-history", ("Accept", "text/csv"))));

    [Fact]
    public async Task Filters_and_upto_narrow_the_stream()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        await (await organization.RenewAsync("B")).ShouldBeOkAsync();

        foreach (
            var (query, expected) in new[] { ("?level=B", "3 2"), ("?action=granted", "2 1"), ("?upto=2", "2 1"),
                ("?upto=2&level=A", "1") })
        {
            var lines = await LinesAsync(
                await shared.Admin.GetAsync($"{organization.Address}/status-history{query}", ("Accept", "text/csv")));
            Assert.Equal(expected, string.Join(' ', lines[1..^1].Select(line => line.Split(',')[0].Trim('"'))));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("a;\"=1\"", "a;\"\"'=1\"\"")]
    [InlineData("один, два", "один, два")]
    [InlineData("two\nlines", "two\nlines")]
    public async Task What_people_wrote_computes_nothing_in_a_spreadsheet(string text, string field)
    {
        var organization = await shared.OrganizationWithAsync("B");
        await (await organization.RevokeAsync("B", new JsonObject { ["reason"] = text }.ToJsonString())).ShouldBeOkAsync();
        using var answer = await shared.Admin.GetAsync($"{organization.Address}/status-history?action=revoked", ("Accept", "text/csv"));
        Assert.Contains(
            $"\r\n\"2\",\"B\",\"revoked\",\"{field}\",", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_may_be_compressed_and_HEAD_has_its_headers()
    {
        var organization = await WithEntriesAsync(shared.Organization(), 3);
        var address = $"{organization.Address}/status-history";

        using var head = await shared.Admin.AskAsync(HttpMethod.Head, address, null, ("Accept", "text/csv"));
        using var small = await shared.Admin.GetAsync(address, ("Accept", "text/csv"), ("Accept-Encoding", "gzip"));

        Assert.Equal("text/csv", head.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["gzip"], small.Content.Headers.ContentEncoding);
        await using var body = new GZipStream(
            await small.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(body);
        Assert.Equal(5, (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n").Length);
    }

    [Fact]
    public async Task A_stream_that_fails_midway_is_aborted_not_ended()
    {
        var (api, proxy) = await TestApi.StartBehindProxyAsync();
        await using var _ = api;
        await using var __ = proxy;
        using var admin = await api.SignedInAsync();
        var organization = await WithEntriesAsync(new TestOrganization(api, admin), 130);
        using var request =
            new HttpRequestMessage(HttpMethod.Get, $"{organization.Address}/status-history") { Headers = { { "Accept", "text/csv" } } };

        // The first hundred entries come after one pause; the question for the rest is still held up when the database goes.
        proxy.Delay = TimeSpan.FromSeconds(1);
        using var answer = await admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var first = new byte[Columns.Length];
        await body.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        await proxy.RefuseAsync();

        Assert.Equal(200, (int)answer.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Contains(
            api.Log.Lines, line => line.Text.Contains($"The history of {organization.Id} as CSV was cut off", StringComparison.Ordinal));
        proxy.Delay = TimeSpan.Zero;
        proxy.Accept();
    }

    [Fact]
    public async Task A_stream_that_cannot_begin_is_a_problem()
    {
        var (api, proxy) = await TestApi.StartBehindProxyAsync();
        await using var _ = api;
        await using var __ = proxy;
        using var admin = await api.SignedInAsync();
        var organization = await WithEntriesAsync(new TestOrganization(api, admin), 2);
        await proxy.RefuseAsync();

        await (await admin.GetAsync($"{organization.Address}/status-history", ("Accept", "text/csv")))
            .ShouldBeProblemAsync(503, "database_unavailable");
        proxy.Accept();
    }
}
