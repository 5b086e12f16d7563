using System.CommandLine;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using StatusLevels.Api.Backup;
using StatusLevels.Api.Checks.Doctor;
using StatusLevels.Api.Checks.Preflight;
using StatusLevels.Api.Checks.Smoke;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Expiry;
using StatusLevels.Api.Import.CommandLine;
using StatusLevels.Api.Takeover;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Api.Verifying;
using StatusLevels.Silo;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Hosting;

/// <summary>What the program can be told on the command line. Without a word it serves.</summary>
internal static partial class CommandLine
{
    /// <summary>What a clean stop may take after Ctrl-C or SIGTERM, the private database server included.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args)
    {
        using var signals = new StopSignals();
        var root = new RootCommand("StatusLevels: status levels of organizations. Without a command it serves; settings are taken from the environment, or as --NAME=value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        var demo = new Option<bool>("--demo") { Description = "Make some organizations to look at, once requests are served." };
        root.Options.Add(demo);
        root.SetAction(
            (parsed, cancellationToken) => GuardAsync(parsed, settings => ServeAsync(settings, parsed.GetValue(demo), cancellationToken)));

        var migrate = new Command("migrate", "Bring the schema of the database up to this version, and end.") { TreatUnmatchedTokensAsErrors = false };
        migrate.SetAction(
            (parsed, cancellationToken) =>
                GuardAsync(parsed, settings => HostBuilding.CreateBuilder(settings).MigrateDatabaseAsync(cancellationToken)));
        root.Subcommands.Add(migrate);
        root.Subcommands.Add(PreflightCommand.Create(GuardAsync));
        root.Subcommands.Add(SmokeCommand.Create(GuardAsync));
        root.Subcommands.Add(DoctorCommand.Create(GuardAsync));
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(ExpiringCommand.Create(GuardAsync));
        root.Subcommands.Add(TakeoverCommand.Create(GuardAsync));
        BackupCommands.Create(GuardAsync).ToList().ForEach(root.Subcommands.Add);
        DeliveryCommands.Create(GuardAsync).ToList().ForEach(root.Subcommands.Add);
        root.Subcommands.Add(LogCommands.Create(Settings));
        root.Subcommands.Add(VerifyCommand.Create());

        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopTime }, signals.Token);
    }

    /// <summary>To be told to stop is no failure of a server, at any moment. What started before is stopped on the way out.</summary>
    private static async Task ServeAsync(string[] settings, bool demo, CancellationToken cancellationToken)
    {
        try
        {
            await Program.ServeAsync(settings, demo, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(StopSignals.BeforeStart);
        }
    }

    /// <summary>What an operator can mend is one sentence and exit code 1; anything else is a bug and shows where it is.</summary>
    private static async Task<int> GuardAsync(ParseResult parsed, Func<string[], Task> run)
    {
        try
        {
            await run(Settings(parsed));
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(ListenCheck.InUse(exception.Message.TrimEnd('.')));
            return 1;
        }
        catch (Exception exception) when (OperatorFaults.SentenceOf(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
        catch (SocketException exception)
        {
            await Console.Error.WriteLineAsync(ListenCheck.Impossible(exception));
            return 1;
        }
        catch (Exception exception) when (Redaction.IsNeeded(exception.ToString()))
        {
            await Console.Error.WriteLineAsync(Redaction.Of(exception.ToString()));
            return 1;
        }
    }

    private static string[] Settings(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(token => !Setting().IsMatch(token));
        return unknown is null
            ? [.. parsed.UnmatchedTokens]
            : throw new StartupException($"\"{unknown}\" is neither a command nor a setting in the form --NAME=value; --help lists the commands.");
    }

    [GeneratedRegex(@"\A--[A-Za-z][A-Za-z0-9_:.-]*=", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
