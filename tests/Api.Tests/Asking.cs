namespace StatusLevels.Api.Tests;

/// <summary>Requests with headers of a test's choice.</summary>
internal static class Asking
{
    public static async Task<HttpResponseMessage> AskAsync(
        this HttpClient client, HttpMethod method, string address, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : Json.Content(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> GetAsync(
        this HttpClient client, string address, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Get, address, null, headers);

    /// <summary>The tag as it was sent.</summary>
    public static string Tag(this HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("ETag"));

    public static string Vary(this HttpResponseMessage answer) => string.Join(", ", answer.Headers.GetValues("Vary"));
}
