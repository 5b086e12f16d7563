using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Credentials;

/// <summary>Libraries of others that verify credentials: tests/contract/credential.mjs.</summary>
internal static class OthersVerifier
{
    public static JsonObject Proof(string text, string? now = null) => Case("proof", text, now);

    public static JsonObject Jwt(string text, string? now = null) => Case("jwt", text, now);

    /// <summary>What is wrong with each of them; null: nothing.</summary>
    public static async Task<string?[]> FaultsAsync(string did, params IEnumerable<JsonObject> cases)
    {
        NodePackage.PathOf("@digitalbazaar/vc");
        var question = new JsonObject { ["did"] = JsonNode.Parse(did), ["cases"] = new JsonArray([.. cases]) };
        var start = new ProcessStartInfo(InstalledProgram.Find("node", "nodejs"), ["credential.mjs"])
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
        return JsonSerializer.Deserialize<string?[]>(await answer)!;
    }

    private static JsonObject Case(string kind, string text, string? now) => new() { ["kind"] = kind, ["text"] = text, ["now"] = now };
}
