using System.Text.Json.Nodes;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>The API document as a caller reads it.</summary>
internal sealed class ApiDocument(JsonObject root)
{
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation =>
            new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()))),
    ];

    public JsonObject Root => root;

    public SchemaCheck Schemas { get; } = new(root);

    public static async Task<ApiDocument> ReadAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject());

    public ApiOperation this[string id] => Operations.Single(operation => operation.Id == id);
}

/// <summary>An operation of the document.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonObject Json)
{
    public string Id => Json["operationId"]!.GetValue<string>();

    public JsonObject Responses => Json["responses"]!.AsObject();

    public IEnumerable<JsonObject> Parameters => Json["parameters"]?.AsArray().Select(parameter => parameter!.AsObject()) ?? [];

    public string? MediaType => Json["requestBody"]?["content"]?.AsObject().First().Key;

    public JsonNode? BodySchema => Json["requestBody"]?["content"]?[MediaType!]?["schema"];

    public JsonNode? RequestExample => MediaType is { } media ? Json["requestBody"]!["content"]![media]!["example"] : null;

    public KeyValuePair<string, JsonNode?> Success => Responses.First(response => response.Key.StartsWith('2'));

    /// <summary>What the first answer that is no problem holds; null when it holds nothing.</summary>
    public JsonNode? Answer => Success.Value!["content"]?.AsObject().First().Value;

    /// <summary>What kind of thing it answers with; null without a body.</summary>
    public string? AnswerType => Success.Value!["content"]?.AsObject().First().Key;

    /// <summary>The codes of problems that the document promises with this status; null when it knows of no such answer.</summary>
    public string[]? CodesOf(int status) => Responses[$"{status}"]?["content"]?["application/problem+json"]
        ?["schema"]?["allOf"]?[1]?["properties"]?["code"]?["enum"]
        ?.AsArray().Select(code => code!.GetValue<string>()).ToArray();

    public override string ToString() => $"{Method} {Path}";
}
