using System.Reflection;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Tests.Security;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>What callers and generators rely on in the document.</summary>
public sealed class DocumentTests(SharedApi shared)
{
    // Not of one operation: an unknown address, a wrong method or media type, and what this round has no route for.
    private static readonly string[] OfNoOperation = ["method_not_allowed", "not_acceptable"];

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_tag_that_is_explained_and_texts()
    {
        var document = await ApiDocument.ReadAsync(shared.Anyone);
        var explained = document.Root["tags"]!.AsArray().Where(tag => tag!["description"] is not null)
            .Select(tag => tag!["name"]!.GetValue<string>()).ToHashSet();

        string[] faults =
        [
            .. document.Operations.GroupBy(operation => operation.Id).Where(group => group.Count() > 1).Select(
                group => $"{group.Key} names {string.Join(" and ", group)}"),
            .. document.Operations.Where(operation => operation.Json["summary"] is null || operation.Json["description"] is null)
                .Select(operation => $"{operation} has no text"),
            .. document.Operations.SelectMany(operation => operation.Json["tags"]!.AsArray()).Select(tag => tag!.GetValue<string>())
                .Distinct()
                .Where(tag => !explained.Contains(tag)).Select(tag => $"the tag {tag} is explained nowhere: src/Api/OpenApi/ContractTags.cs"),
            .. document.Operations.SelectMany(operation => operation.Parameters.Where(parameter => parameter["description"] is null)
                .Select(parameter => $"{operation}: {parameter["name"]} is explained nowhere: src/Api/OpenApi/ContractParameters.cs")),
        ];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task The_document_lets_in_whom_the_access_table_lets_in()
    {
        var document = await ApiDocument.ReadAsync(shared.Anyone);
        var table = AccessTable.Read();
        var faults = document.Operations
            .Select(operation => (Operation: operation, Says: Ways(operation), Table: Expected(table[$"{operation}"])))
            .Where(row => !row.Says.SetEquals(row.Table))
            .Select(row => $"{row.Operation}: the document says {string.Join(" | ", row.Says)}, the table {string.Join(" | ", row.Table)}")
            .ToArray();

        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Every_code_that_rules_and_conventions_know_is_promised_somewhere()
    {
        var document = await ApiDocument.ReadAsync(shared.Anyone);
        var promised = document.Operations
            .SelectMany(
                operation =>
                    operation.Responses.SelectMany(
                        response => operation.CodesOf(int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture)) ?? []))
            .ToHashSet(StringComparer.Ordinal);

        var codes = new[] { typeof(ProblemCode), typeof(RefusalProblems) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(ProblemCode))
            .Select(field => ((ProblemCode)field.GetValue(null)!).Code)
            .ToArray();
        Assert.NotEmpty(codes);
        Assert.Subset(promised, codes.Except(OfNoOperation).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_refusal_of_the_rules_has_a_code_that_the_document_can_promise()
    {
        var named = typeof(RefusalProblems).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name)
            .Append("OrganizationGone").ToHashSet();
        var refusals = typeof(Refusal).GetNestedTypes().Select(type => type.Name).ToHashSet();

        Assert.NotEmpty(refusals);
        Assert.Subset(named, refusals);
    }

    /// <summary>
    /// Each way in, as the schemes that it needs together; nobody has to prove anything where there is none, or an empty one.
    /// </summary>
    private static HashSet<string> Ways(ApiOperation operation)
    {
        var scope = operation.Json["x-service-scope"]?.GetValue<string>();
        var ways = operation.Json["security"]?.AsArray()
            .Select(
                way =>
                    string.Join('+', way!.AsObject().Select(scheme => scheme.Key == "service_key" ? $"service_key:{scope}" : scheme.Key)))
            .ToHashSet() ?? [];
        return ways.Count == 0 || ways.Contains("") ? [] : ways;
    }

    private static HashSet<string> Expected(string[] words) => [.. words.SelectMany(word => word switch
    {
        "everybody" or "anybody" or "anyone" => [],
        "session" => ["session"],
        "member" or "organization admin" or "platform admin" or "platform viewer" => ["session", "bearer"],
        "signed webhook" => ["webhook_id+webhook_timestamp+webhook_signature"],
        _ => new[] { $"service_key:{word}" },
    })];
}
