using System.Net;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>An answer as its caller sees it: two are equal when a caller could not tell them apart.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">What says how to take the body and where to go.</param>
/// <param name="Body">Byte for byte.</param>
internal sealed record SeenAnswer(HttpStatusCode Status, string Headers, string Body);

/// <summary>Changes that are sent under a key, and sent again.</summary>
internal static class KeyedCalls
{
    public static string NewKey() => $"key-{Guid.NewGuid():n}";

    public static async Task<HttpResponseMessage> KeyedAsync(
        this HttpClient client, string method, string address, string? body, string key)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Parse(method), address) { Content = body is null ? null : Json.Content(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    public static bool IsReplayed(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";

    public static async Task<SeenAnswer> SeenAsync(this HttpResponseMessage answer) => new(
        answer.StatusCode,
        $"{answer.Content.Headers.ContentType} {answer.Headers.Location} {answer.Headers.CacheControl}",
        await answer.Content.ReadAsStringAsync());

    /// <summary>The first answer is a 2xx of its own; the same again is told apart by its header alone.</summary>
    public static async Task<SeenAnswer> ShouldRepeatAsync(this HttpClient client, string method, string address, string? body, string key)
    {
        using var first = await client.KeyedAsync(method, address, body, key);
        var seen = await first.SeenAsync();
        Assert.True(first.IsSuccessStatusCode, $"{method} {address}: {(int)first.StatusCode} {seen.Body}");
        Assert.False(first.IsReplayed(), $"{method} {address}");
        await client.ShouldReplayAsync(method, address, body, key, seen);
        return seen;
    }

    public static async Task ShouldReplayAsync(
        this HttpClient client, string method, string address, string? body, string key, SeenAnswer first)
    {
        using var again = await client.KeyedAsync(method, address, body, key);
        Assert.Equal(first, await again.SeenAsync());
        Assert.True(again.IsReplayed(), $"{method} {address}");
    }
}
