using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Checks.Smoke;

/// <summary>An answer of the product.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Json">Its JSON; an undefined element when it is none.</param>
internal sealed record SmokeAnswer(HttpStatusCode Status, string? Type, JsonElement Json)
{
    public bool IsOk => (int)Status is >= 200 and < 300;

    /// <summary>The text of a member; null when there is none.</summary>
    public string? Text(string member) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The number of a member; null when there is none.</summary>
    public long? Number(params string[] path)
    {
        var element = Json;
        foreach (var member in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Number ? element.GetInt64() : null;
    }

    /// <summary>How it is told: the status, and the code of a problem.</summary>
    public Word Told => Word.Name(Text("code") is { } code ? $"{(int)Status}-{code}" : $"{(int)Status}");
}

/// <summary>Asks the product as anybody could, and keeps how long each answer took.</summary>
internal sealed class SmokeCaller(ProductClient product)
{
    private readonly List<TimeSpan> times = [];

    /// <summary>What 19 of 20 answers kept to; null before the first.</summary>
    public TimeSpan? Usual => times.Count == 0 ? null : times.Order().ElementAt((int)Math.Ceiling(times.Count * 0.95) - 1);

    public int Count => times.Count;

    /// <param name="method">What to do.</param>
    /// <param name="path">With what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="json">The body; null: none.</param>
    /// <param name="asStranger">Without the session.</param>
    /// <param name="language">What to answer in.</param>
    public async Task<SmokeAnswer> AskAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, string? json = null, bool asStranger = false,
        string language = "en")
    {
        using var request = asStranger ? new HttpRequestMessage(method, path) : product.Request(method, path);
        request.Headers.AcceptLanguage.Add(new(language));
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        var asked = Stopwatch.GetTimestamp();
        using var answer = await product.SendAsync(request, cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        times.Add(Stopwatch.GetElapsedTime(asked));
        var type = answer.Content.Headers.ContentType?.MediaType;
        return new(answer.StatusCode, type, type?.EndsWith("json", StringComparison.Ordinal) == true ? Read(body) : default);
    }

    private static JsonElement Read(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
