using System.Diagnostics;
using System.Runtime.CompilerServices;
using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    /// <summary>Itself, if the program ended well; else the test fails with what it said.</summary>
    public Ended Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}:\n{Output}\n{Error}");
        return this;
    }
}

/// <summary>A program of a test's own.</summary>
internal sealed class Command : IDisposable
{
    private static readonly TimeSpan Patience = Testing.Patience.OfMinutes(8);

    // Much longer than it takes: the machine has other things to do.
    private static readonly TimeSpan ConditionPatience = Testing.Patience.OfMinutes(3);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private Command(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>
    /// Waits until the condition holds; fails at once, with what it said, when the program that must make it true ends before.
    /// </summary>
    public Task UntilAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => Eventually.HoldsAsync(
        async () =>
        {
            var holds = await condition();
            if (!holds && HasEnded)
            {
                var ended = await EndAsync();
                Assert.Fail($"It ended with exit code {ended.ExitCode}:\n{ended.Output}\n{ended.Error}");
            }

            return holds;
        },
        ConditionPatience,
        what);

    /// <param name="words">The program and its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">All of its environment but PATH and HOME; null inherits that of the tests.</param>
    public static Command Start(IReadOnlyList<string> words, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = folder ?? "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            var path = start.Environment["PATH"];
            start.Environment.Clear();
            start.Environment["PATH"] = path;
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        return new Command(Process.Start(start)!);
    }

    public static async Task<Ended> RunAsync(
        IReadOnlyList<string> words, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var command = Start(words, folder, environment);
        return await command.EndAsync();
    }

    /// <summary>Waits until it has ended. What cleans up has to come to its end although the tests are cancelled.</summary>
    public async Task<Ended> EndAsync(bool isCleaningUp = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            isCleaningUp ? CancellationToken.None : TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
        return new Ended(process.ExitCode, await output, await error);
    }

    public void Terminate() => Signal.Terminate.Send(process.Id);

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
