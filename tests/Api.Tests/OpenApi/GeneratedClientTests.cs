using System.Diagnostics;
using System.Runtime.CompilerServices;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.OpenApi;

/// <summary>
/// A TypeScript client generated from the served document compiles under <c>strict</c> and does with the product all that its users do.
/// </summary>
public sealed class GeneratedClientTests(SharedApi shared)
{
    private static readonly TimeSpan Patience = Testing.Patience.OfMinutes(3);

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../contract"));

    [Fact(SkipExceptions = [typeof(MissingHereException)])]
    public async Task A_client_generated_from_the_document_leads_an_organization_through_its_whole_life()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            throw new MissingHereException($"The tools for the API document are missing: run \"npm ci\" in {Folder}, or start the tests with ./test, which needs Node.js 20.17 or later.");
        }

        await RunAsync("openapi-typescript", $"{shared.Api.Address}openapi/v1.json", "--output", "src/generated/api.d.ts");
        await RunAsync("tsc", "--project", ".");

        var said = await RunAsync(
            "node", "build/lifecycle.js", shared.Api.Address.ToString().TrimEnd('/'), TestApi.AdminEmail, TestApi.AdminPassword);

        Assert.EndsWith("The life of an organization, from the first day to the last.", said, StringComparison.Ordinal);
    }

    /// <summary>Runs a program of the folder's packages, or <c>node</c> itself, to its good end; what it said.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program == "node" ? InstalledProgram.Find("node", "nodejs") : Path.Combine(Folder, "node_modules/.bin", program), arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{await output}\n{await error}");
            return (await output).Trim();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string ThisFile([CallerFilePath] string thisFile = "") => thisFile;
}
