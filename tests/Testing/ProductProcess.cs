using System.Diagnostics;

namespace StatusLevels.Testing;

/// <summary>
/// The real program in a process of its own, in a folder of the test's. Whoever uses it
/// refers to the program, which then lies beside the tests.
/// </summary>
public sealed class ProductProcess : IDisposable
{
    /// <summary>How long it may take to say or do what it was asked.</summary>
    public static TimeSpan Patience => Testing.Patience.OfSeconds(60);

    private readonly Process process;

    private ProductProcess(Process process) => this.process = process;

    public int ExitCode => process.ExitCode;

    /// <summary>Starts the API with these words.</summary>
    public static ProductProcess Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start("StatusLevels.Api.dll", folder, arguments, environment);

    /// <summary>A node without an HTTP face.</summary>
    public static ProductProcess StartSilo(string folder, params (string Name, string Value)[] environment) =>
        Start("StatusLevels.Silo.dll", folder, [], [("DOTNET_ENVIRONMENT", "Development"), .. environment]);

    private static ProductProcess Start(
        string program, string folder, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["DATABASE_URL", "CI", "PORT", "DATA_DIR", "ADMIN_EMAIL", "ADMIN_PASSWORD"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ProductProcess(Process.Start(start)!);
    }

    /// <summary>Reads what it says until a line that contains these words.</summary>
    public async Task<string> SaysAsync(string words)
    {
        using var patience = new CancellationTokenSource(Patience);
        var said = "";
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said += line + "\n";
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return said;
            }
        }

        throw new InvalidOperationException(
            $"It ended without saying \"{words}\":\n{said}{await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    /// <summary>The next line that it writes; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await process.StandardOutput.ReadLineAsync(patience.Token);
    }

    /// <summary>A client for the address that it announces.</summary>
    public async Task<HttpClient> ReadyAsync()
    {
        const string Announcement = "StatusLevels is ready at ";
        var line = (await SaysAsync(Announcement)).Split('\n')[^2];
        var address = line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..];
        return new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>Waits until it has ended; what it wrote to stderr.</summary>
    public async Task<string> EndAsync() => (await EndAsync([])).Error;

    /// <summary>Gives it this to read, and waits until it has ended; what it wrote.</summary>
    public async Task<(string Output, string Error)> EndAsync(byte[] input)
    {
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        if (input.Length > 0)
        {
            await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        return ((await output).Trim(), (await error).Trim());
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    public async Task TerminateAsync()
    {
        Signal.Terminate.Send(process.Id);
        await EndAsync();
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Signal.Interrupt.Send(process.Id);

    /// <summary><c>kill -9</c>: this process only, from one moment to the next.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
