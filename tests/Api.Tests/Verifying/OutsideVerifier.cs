using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Verifying;

/// <summary>Programs that verify bundles with nothing of ours.</summary>
internal static class OutsideVerifier
{
    private const string Harness = """
        require(process.argv[1]);
        const { did, cases } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        (async () => {
          const found = [];
          for (const text of cases) {
            found.push([(await verifyBundle(text, did)).verdict, (await verifyBundle(text)).verdict]);
          }
          console.log(JSON.stringify(found));
        })();
        """;

    /// <summary>The script of the page: the verdict of each, first by the keys of the did document, then by those in the file.</summary>
    public static async Task<string[][]> ByScriptAsync(JsonNode did, IEnumerable<string> cases)
    {
        var input =
            new JsonObject { ["did"] = did.DeepClone(), ["cases"] = new JsonArray([.. cases.Select(one => JsonValue.Create(one))]) };
        var (exitCode, output) = await RunAsync(
            "node", "nodejs", input.ToJsonString(), "--no-warnings", "-e", Harness, Repository.PathOf("src/Api/Pages/Assets/bundle.js"));
        Assert.Equal(0, exitCode);
        return JsonSerializer.Deserialize<string[][]>(output)!;
    }

    /// <summary>The program of docs/, with its arguments.</summary>
    /// <exception cref="MissingHereException">Python or its library is not here.</exception>
    public static async Task<(int ExitCode, string Output)> InPythonAsync(params string[] arguments)
    {
        if ((await RunAsync("python3", "python3", "", "-c", "import cryptography")).ExitCode != 0)
        {
            throw new MissingHereException("cryptography for python3 is missing (package python3-cryptography); ./test installs it where it may.");
        }

        return await RunAsync("python3", "python3", "", [Repository.PathOf("docs/verify.py"), .. arguments]);
    }

    /// <summary>A program of this machine's, with what it reads.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string package, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(InstalledProgram.Find(program, package))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(await errors);
        return (process.ExitCode, await output);
    }
}
