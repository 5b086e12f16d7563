using System.ComponentModel;
using System.Diagnostics;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>A program and its arguments, passed as they are: no shell in between.</summary>
internal sealed record ExternalCommand(string Program, params IReadOnlyList<string> Arguments)
{
    private const int CommandNotFound = 127;

    // The server must not inherit this process's secrets, nor PGPORT, PGDATA and their like.
    private static readonly string[] InheritedVariables = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"];

    /// <summary>
    /// Runs the program to its end; killed when <paramref name="cancellationToken"/> fires, with what it started unless <paramref
    /// name="sparesChildren"/>. A program that does not exist ends with 127. What it writes goes to <paramref name="output"/> as it comes,
    /// or else into the result. It reads <paramref name="input"/>, or nothing.
    /// </summary>
    public async Task<CommandResult> RunAsync(
        CancellationToken cancellationToken, string workingDirectory = "/", bool sparesChildren = false, Stream? output = null,
        string? input = null)
    {
        using var process = new Process { StartInfo = StartInfo(workingDirectory) };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new CommandResult(CommandNotFound, "", exception.Message);
        }

        await GiveAsync(process.StandardInput, input);
        var said = output is null
            ? process.StandardOutput.ReadToEndAsync(cancellationToken)
            : CopyAsync(process.StandardOutput.BaseStream, output, cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            // Whoever writes what nobody takes any more waits for ever.
            await await Task.WhenAny(said, process.WaitForExitAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(process.ExitCode, (await said).Trim(), (await errors).Trim());
        }
        catch
        {
            process.Kill(entireProcessTree: !sparesChildren);
            throw;
        }
    }

    // What a program that ended early says of itself tells more than that it did not listen.
    private static async Task GiveAsync(StreamWriter standardInput, string? input)
    {
        try
        {
            await standardInput.WriteAsync(input);
            standardInput.Close();
        }
        catch (IOException exception)
        {
            Debug.WriteLine(exception);
        }
    }

    private static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        await from.CopyToAsync(to, cancellationToken);
        return "";
    }

    private ProcessStartInfo StartInfo(string workingDirectory)
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var inherited = InheritedVariables.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).ToList();
        info.Environment.Clear();
        foreach (var (name, value) in inherited.Where(variable => variable.value is not null))
        {
            info.Environment[name] = value;
        }

        // Messages are read by people and by this code: one language.
        info.Environment["LC_ALL"] = "C";
        info.Environment["TZ"] = "UTC";
        return info;
    }
}

/// <summary>How a program ended and what it said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said, on one line, for a sentence.</summary>
    public string Said => string.Join(' ', $"{Errors} {Output}".Split((char[])['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));
}
