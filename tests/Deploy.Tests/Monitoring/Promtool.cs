using System.Diagnostics;

namespace StatusLevels.Deploy.Tests.Monitoring;

/// <summary>Prometheus's own judge of its files. <c>./test</c> fetches it where the system has none.</summary>
internal static class Promtool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it in the folder of the rules; its exit code and all that it says.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(), arguments)
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

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append(Repository.PathOf(".tools"));
        return folders.Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("promtool is missing: ./test fetches it, or install Prometheus ('sudo apt-get install prometheus').");
    }
}
