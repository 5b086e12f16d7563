using System.Diagnostics;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Monitoring;

/// <summary>Prometheus's own judge of its files. <c>./test</c> fetches it where the system has none.</summary>
internal static class Promtool
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);

    /// <summary>Runs it in the folder of the rules; its exit code and all that it says.</summary>
    /// <exception cref="MissingHereException">It is not installed.</exception>
    public static async Task<(int ExitCode, string Said)> RunAsync(string folder, params string[] arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(InstalledProgram.Find("promtool", "prometheus", Repository.PathOf(".tools")), arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await error);
    }
}
