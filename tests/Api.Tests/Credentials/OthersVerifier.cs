using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>Libraries of others that verify credentials: credential.mjs and verifier-core.mjs of tests/contract.</summary>
internal static class OthersVerifier
{
    public static JsonObject Proof(string text, string? now = null) => Case("proof", text, now);

    public static JsonObject Jwt(string text, string? now = null) => Case("jwt", text, now);

    /// <summary>What is wrong with each of them; null: nothing.</summary>
    public static async Task<string?[]> FaultsAsync(string did, params IEnumerable<JsonObject> cases)
    {
        NodePackage.PathOf("@digitalbazaar/vc");
        return JsonSerializer.Deserialize<string?[]>(await AnswerAsync(
            "credential.mjs", new() { ["did"] = JsonNode.Parse(did), ["cases"] = new JsonArray([.. cases]) }))!;
    }

    /// <summary>What <c>verifier-core</c> says of each of them, step by step, when these documents are all that there is.</summary>
    /// <returns>That, and which addresses it asked for.</returns>
    public static async Task<(Dictionary<string, string>[] Found, string[] Asked)> StepsAsync(
        Dictionary<string, string> documents, params IEnumerable<string> cases)
    {
        NodePackage.PathOf("@digitalcredentials/verifier-core");
        var answer = JsonNode.Parse(await AnswerAsync("verifier-core.mjs", new()
        {
            ["documents"] = new JsonObject(documents.Select(static one => KeyValuePair.Create(one.Key, JsonNode.Parse(one.Value)))),
            ["cases"] = new JsonArray([.. cases.Select(static one => JsonValue.Create(one))]),
        }))!;
        return (answer["found"].Deserialize<Dictionary<string, string>[]>()!, answer["asked"].Deserialize<string[]>()!);
    }

    private static async Task<string> AnswerAsync(string script, JsonObject question)
    {
        var start = new ProcessStartInfo(InstalledProgram.Find("node", "nodejs"), [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Repository.PathOf("tests/contract"),
        };
        using var process = Process.Start(start)!;
        var (answer, complaint) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(question.ToJsonString());
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await complaint);
        return await answer;
    }

    private static JsonObject Case(string kind, string text, string? now) => new() { ["kind"] = kind, ["text"] = text, ["now"] = now };
}
