using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StatusLevels.Api.OpenApi;

/// <summary>An example of what each operation takes and answers. Tests send the first and record the second, so both are true.</summary>
internal static class ContractExamples
{
    private const string Resource = "openapi-examples.json";

    private static readonly JsonObject All = Read();

    public static void Add(OpenApiOperation operation)
    {
        if (All[operation.OperationId!] is not { } example)
        {
            return;
        }

        Set(operation.RequestBody?.Content, example["request"]);
        var answer = operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value;
        Set(answer?.Content, example["answer"]);
    }

    private static void Set(IDictionary<string, IOpenApiMediaType>? content, JsonNode? example)
    {
        if (example is not null && content?.Values.FirstOrDefault() is OpenApiMediaType media)
        {
            media.Example = example.DeepClone();
        }
    }

    private static JsonObject Read()
    {
        using var stream = typeof(ContractExamples).Assembly.GetManifestResourceStream(Resource)!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
