using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Credentials;
using StatusLevels.Api.Tests.TransparencyLog;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>
/// Every request example of the document is sent, and every answer is one that the document describes and shows.
/// A new operation: write its request into <c>src/Api/OpenApi/examples.json</c>, then <c>UPDATE_SNAPSHOTS=1</c> records the answers that
/// are missing or of another shape.
/// </summary>
public sealed class ExampleTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_example_works_and_is_answered_as_the_document_says()
    {
        var faults = new List<string>();
        var recorded = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var document = await ApiDocument.ReadAsync(fixture.Api.Client());
        // The public log and credentials need an address of the product's own, which would stand in the document.
        await using var proving = await TestApi.StartAsync(new(LogApi.Settings) { ["CREDENTIAL_KEYS"] = CredentialApi.KeyOf(1) });
        foreach (var operation in document.Operations)
        {
            // What is made later is later: lists have one order.
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            var found = await TryAsync(ExampleSetting.NeedsAddress(operation) ? proving : fixture.Api, document, operation, recorded);
            faults.AddRange(found.Select(fault => $"{operation} ({operation.Id}): {fault}"));
        }

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1")
        {
            await RecordAsync(recorded);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task<IReadOnlyList<string>> TryAsync(
        TestApi api, ApiDocument document, ApiOperation operation, SortedDictionary<string, JsonNode> recorded)
    {
        var example = operation.RequestExample?.DeepClone();
        if (operation.BodySchema is not null && example is null)
        {
            return ["has no example of its body"];
        }

        var setting = new ExampleSetting(api, await api.SignedInAsync());
        var address = await setting.PrepareAsync(operation, example);
        using var request = new HttpRequestMessage(HttpMethod.Parse(operation.Method), address);
        if (example is not null)
        {
            request.Content = new StringContent(
                example.ToJsonString() + "\n", Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(operation.MediaType!));
        }

        using var answer = await setting.Caller.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if ($"{(int)answer.StatusCode}" != operation.Success.Key)
        {
            return [$"the example {example?.ToJsonString()} is answered with {(int)answer.StatusCode} {text}"];
        }

        if (operation.AnswerType is { } type && !type.Contains("json", StringComparison.Ordinal)
            && !type.Contains("csv", StringComparison.Ordinal))
        {
            // A picture, or a script: there is no shape to compare.
            return answer.Content.Headers.ContentType?.MediaType == type ? [] : [$"answers with {answer.Content.Headers.ContentType}, not {type}"];
        }

        if (operation.Answer is not { } promised)
        {
            return text.Length == 0 ? [] : [$"answers {text}, and the document says nothing of it"];
        }

        // Of lines the first is what became of the example.
        var actual = JsonNode.Parse(text.Split('\n')[0]);
        var faults = new List<string>(document.Schemas.Faults(promised["schema"]!, actual));
        if (promised["example"] is not { } shown)
        {
            recorded[operation.Id] = actual!;
            faults.Add("has no example of its answer");
        }
        else if (
            (
                document.Schemas.Faults(promised["schema"]!, shown) is [var fault, ..]
                    ? fault
                    : Difference("$", shown, actual)) is { } difference)
        {
            recorded[operation.Id] = actual!;
            faults.Add($"{difference}\n  shown: {shown.ToJsonString()}\n  true:  {actual!.ToJsonString()}");
        }

        return faults;
    }

    /// <summary>Where two answers have other members. What is null, or empty, in one of them is left to the schema.</summary>
    private static string? Difference(string place, JsonNode? shown, JsonNode? actual) => (shown, actual) switch
    {
        (JsonObject left, JsonObject right) => left.Select(member => member.Key).SequenceEqual(right.Select(member => member.Key))
            ? left.Select(member => Difference($"{place}.{member.Key}", member.Value, right[member.Key]))
                .FirstOrDefault(found => found is not null)
            : $"{place} has other members",
        (JsonArray { Count: > 0 } left, JsonArray { Count: > 0 } right) => Difference($"{place}[0]", left[0], right[0]),
        _ => null,
    };

    private static async Task RecordAsync(SortedDictionary<string, JsonNode> recorded)
    {
        var file = Path.Combine(Folder(), "../../../src/Api/OpenApi/examples.json");
        var examples = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        foreach (var (operation, answer) in recorded)
        {
            var example = examples[operation]?.AsObject() ?? [];
            example["answer"] = Harmless(answer);
            examples[operation] = example;
        }

        var sorted = new JsonObject(
            examples.OrderBy(example => example.Key, StringComparer.Ordinal).Select(
                example => KeyValuePair.Create(example.Key, example.Value?.DeepClone())));
        await File.WriteAllTextAsync(file, sorted.ToJsonString(Written) + "\n");
    }

    /// <summary>A list shows its first item only, and a secret is none.</summary>
    private static JsonNode? Harmless(JsonNode? answer) => answer switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(
            member.Key, member switch
            {
                { Key: "key", Value: not null } => "slk_shown-once-and-kept-nowhere",
                { Key: "secret", Value: not null } => "whsec_shown-once-and-kept-encrypted",
                _ => Harmless(member.Value),
            }))),
        JsonArray { Count: > 1 } items when items[0] is JsonObject => new JsonArray(Harmless(items[0])),
        JsonArray items => new JsonArray([.. items.Select(Harmless)]),
        _ => answer?.DeepClone(),
    };

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
