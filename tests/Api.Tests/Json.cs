using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Tests;

/// <summary>JSON as a caller sends and reads it, with no help from the product's own types.</summary>
internal static class Json
{
    // Rules of their own code about one field, which they name.
    private static readonly string[] NamesFields =
        ["unknown_subscription_status", "occurred_at_in_future", "as_of_in_future", "metrics_out_of_range", "rejection_reason_required"];

    public static HttpContent Content(string json) => Content(Encoding.UTF8.GetBytes(json));

    public static HttpContent Content(byte[] json) =>
        new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    /// <summary>The answer is 200; its JSON.</summary>
    public static async Task<JsonElement> ShouldBeOkAsync(this HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.ReadJsonAsync();
    }

    public static string[] Names(this JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    /// <summary>The answer is a complete problem with this status and code.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == (HttpStatusCode)status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.Text("code"));
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal($"urn:problem-type:statuslevels:{code}", problem.Text("type"));
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("detail"));
        Assert.Matches("^[0-9a-f]{32}$", problem.Text("trace_id"));
        // Each fault has a name, by which it is said in every language.
        Assert.All(
            problem.TryGetProperty("errors", out var faulty) && answer.Content.Headers.ContentLanguage.Contains("en")
                ? faulty.EnumerateObject().ToArray() : [],
            field => Assert.All(
                field.Value.EnumerateArray(), fault => Assert.NotNull(FaultWords.Find(fault.GetString()!))));
        Assert.Equal(code is "validation_failed" || NamesFields.Contains(code), problem.TryGetProperty("errors", out _));
        return problem;
    }

    public static string[] Fields(this JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateObject().Select(member => member.Name)];
}
