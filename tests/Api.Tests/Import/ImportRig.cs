using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace StatusLevels.Api.Tests.Import;

/// <summary>What was answered to an import: an element a line, the summary apart.</summary>
internal sealed record Imported(JsonElement[] Outcomes, JsonElement? Summary)
{
    public string[] Words => [.. Outcomes.Select(outcome => outcome.Text("outcome"))];

    public int[] Lines => [.. Outcomes.Select(outcome => outcome.GetProperty("line").GetInt32())];

    public int Count(string outcome) => Summary!.Value.GetProperty(outcome).GetInt32();

    public bool IsComplete => Summary!.Value.GetProperty("complete").GetBoolean();

    public static Imported Parse(IEnumerable<string> lines)
    {
        var elements = lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        return elements is [.. var outcomes, var last] && last.TryGetProperty("summary", out var summary)
            ? new(outcomes, summary)
            : new(elements, null);
    }
}

/// <summary>An import as a caller sends it, and what the database holds afterwards.</summary>
internal static class ImportRig
{
    public static string Line(Guid organization, string subscription = "sub_1", string? more = null) =>
        $$"""{"organization_id":"{{organization}}","subscription_id":"{{subscription}}"{{(more is null ? "" : $",{more}")}}}""";

    /// <summary>As many lines, each of an organization of its own.</summary>
    public static string[] Subscribers(int count) =>
        [.. Enumerable.Range(1, count).Select(number => Line(Guid.NewGuid(), $"sub_{number}", "\"occurred_at\":\"2026-01-01T00:00:00Z\""))];

    public static HttpContent Content(byte[] body) =>
        new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };

    public static async Task<Imported> ImportAsync(this HttpClient client, byte[] body)
    {
        using var answer = await client.PostAsync("/api/admin/import", Content(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        return Imported.Parse(text.Split('\n'));
    }

    public static Task<Imported> ImportAsync(this HttpClient client, params string[] lines) =>
        client.ImportAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    public static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// Each of so many organizations was written once and holds A by one entry: nothing was done twice, and nothing was lost.
    /// </summary>
    public static async Task EachWasDoneOnceAsync(NpgsqlDataSource database, int organizations)
    {
        Assert.Equal(organizations, await CountAsync(database, "select count(*) from organization_status where version = 1 and last_sequence = 1 and current_level = 'A'"));
        Assert.Equal(organizations, await CountAsync(database, "select count(*) from organization_status"));
        Assert.Equal(organizations, await CountAsync(database, "select count(*) from organization_status_history"));
        Assert.Equal(organizations, await CountAsync(database, "select count(*) from organization_subscriptions where claim = 'open'"));
    }
}
