using System.Text;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>A request that no friendly caller would send. One number makes all of it, so that it can be made again.</summary>
internal sealed record FuzzRequest(
    ApiOperation Operation, string Address, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string? MediaType)
{
    public HttpRequestMessage Message(Uri server)
    {
        // Built by hand: a URI class would repair what is odd on purpose.
        var uri = new Uri(server + Address[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(HttpMethod.Parse(Operation.Method), uri);
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        return message;
    }

    public override string ToString()
    {
        var body = Body is null ? "" : Encoding.UTF8.GetString(Body);
        return $"{Operation.Method} {Short(Address)} [{string.Join(", ", Headers)}] {MediaType} {Short(body)}";
    }

    private static string Short(string text) => text.Length <= 400 ? text : $"{text[..400]}… ({text.Length} characters)";
}

/// <summary>
/// Makes requests from the operations of the document, some of them with ids of what exists: <c>known</c>, by the name of the parameter.
/// </summary>
internal sealed class FuzzRequests(ApiDocument document, IReadOnlyDictionary<string, IReadOnlyList<Guid>> known, int seed)
{
    private const int LargestBody = 80 * 1024;

    private static readonly string[] MediaTypes =
        ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/x-ndjson",
            "application/json;", "", "json", "application/merge-patch+json"];

    private static readonly string[] OddHeaders =
        ["Accept", "Accept-Language", "If-Match", "If-None-Match", "Idempotency-Key", "Origin", "Sec-Fetch-Site", "webhook-id",
            "webhook-timestamp", "webhook-signature", "X-Forwarded-For", "Range"];

    // The fuzz must not end its own session.
    private readonly ApiOperation[] operations = [.. document.Operations.Where(operation => operation.Id is not "deleteSession")];

    public FuzzRequest this[int number]
    {
        get
        {
            // Seeded, as a run must be repeatable; nothing here is a secret.
#pragma warning disable CA5394
            var random = new Random(HashCode.Combine(seed, number));
#pragma warning restore CA5394
            var values = new FuzzValues(random, document.Schemas);
            var operation = values.Pick(operations);
            return new(
                operation, Address(operation, random, values), [.. Headers(random, values)], Body(operation, random, values),
                MediaType(operation, random, values));
        }
    }

    private string Address(ApiOperation operation, Random random, FuzzValues values)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            var name = parameter["name"]!.GetValue<string>();
            var fits = random.Next(10) < 7;
            if (parameter["in"]!.GetValue<string>() == "path")
            {
                path = path.Replace($"{{{name}}}", fits ? Fitting(name, parameter, values) : PathText(values), StringComparison.Ordinal);
            }
            else if (parameter["in"]!.GetValue<string>() == "query" && random.Next(3) > 0)
            {
                query.Add($"{name}={(fits ? Fitting(name, parameter, values) : values.Text())}");
                if (random.Next(10) == 0)
                {
                    query.Add($"{name}={values.Text()}");
                }
            }
        }

        if (random.Next(10) == 0)
        {
            query.Add(values.Text());
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private string Fitting(string name, System.Text.Json.Nodes.JsonObject parameter, FuzzValues values) =>
        known.TryGetValue(name, out var ids)
        ? values.Pick(ids).ToString()
        : Uri.EscapeDataString(values.Fitting(parameter["schema"]!)?.ToString() ?? "");

    // An empty or dotted part would ask for another address.
    private static string PathText(FuzzValues values)
    {
        var text = values.Text().Replace("?", "%3F", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);
        return text is "" or "." or ".." ? "%20" : text;
    }

    private static IEnumerable<(string Name, string Value)> Headers(Random random, FuzzValues values)
    {
        while (random.Next(4) == 0)
        {
            var value = values.Text();
            yield return (
                values.Pick(OddHeaders),
                new string([.. value.Where(letter => letter is > ' ' and < '\u007f')]) is { Length: > 0 } kept ? kept : "x");
        }
    }

    private static byte[]? Body(ApiOperation operation, Random random, FuzzValues values)
    {
        if (operation.MediaType is null && random.Next(4) > 0)
        {
            return null;
        }

        return random.Next(60) switch
        {
            0 => null,
            1 => [],
            2 => values.Bytes(random.Next(1, 300)),
            3 => Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', LargestBody)}\"}}"),
            4 => [.. "{\"a\":\""u8, 0xff, 0xfe, 0xc0, .. "\"}"u8],
            _ => Encoding.UTF8.GetBytes(values.Body(operation.BodySchema, operation.RequestExample)),
        };
    }

    private static string MediaType(ApiOperation operation, Random random, FuzzValues values) =>
        random.Next(12) == 0 ? values.Pick(MediaTypes) : operation.MediaType ?? "application/json";
}
