using System.CommandLine;
using Npgsql;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Silo;

namespace StatusLevels.Api.Delivery;

/// <summary><c>hold</c> and <c>resume</c>: whether anything is sent from a database, beside a product that runs.</summary>
internal static class DeliveryCommands
{
    private const string ByOperator = "an operator said so (statuslevels hold)";

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static IEnumerable<Command> Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var hold = new Command("hold", "Send no mail and no webhook from this database, and close its feed, until resume: for instance while it is restored in place.");
        hold.TreatUnmatchedTokensAsErrors = false;
        hold.SetAction((parsed, cancellationToken) => guard(parsed, settings => RunAsync(settings, HoldAsync, cancellationToken)));

        var discard = new Option<bool>("--discard-pending") { Description = "Do not send what waits; it stays in the history and in the feed." };
        var newLog = new Option<bool>("--new-log") { Description = "Begin another public log, because this database was put back to an earlier state: the one before stays as it is." };
        var resume = new Command("resume", "Send again from this database: it is the one that people and systems are to hear of.") { discard, newLog };
        resume.TreatUnmatchedTokensAsErrors = false;
        resume.SetAction((parsed, cancellationToken) => guard(parsed, settings => RunAsync(
            settings, (database, token) => ResumeAsync(database, parsed.GetValue(discard), parsed.GetValue(newLog), token),
            cancellationToken)));
        return [hold, resume];
    }

    private static async Task RunAsync(
        string[] settings, Func<NpgsqlDataSource, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(await HostBuilding.CreateBuilder(settings).FindDatabaseAsync(cancellationToken));
        try
        {
            await run(database, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The database could not be changed: {exception.Message}", exception);
        }
    }

    private static async Task HoldAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await DeliveryHold.HoldAsync(database, ByOperator, cancellationToken);
        await Console.Out.WriteLineAsync("Nothing is sent from this database until: statuslevels resume");
    }

    private static async Task ResumeAsync(
        NpgsqlDataSource database, bool discardPending, bool newLog, CancellationToken cancellationToken)
    {
        if (newLog)
        {
            await LogStore.CloseAsync(database, cancellationToken);
            await Console.Out.WriteLineAsync("Another public log begins, with every entry that there is.");
        }

        var wasHeld = await DeliveryHold.ResumeAsync(database, discardPending, cancellationToken);
        await Console.Out.WriteLineAsync(wasHeld ? "Mail and webhooks are sent again." : "Nothing was held.");
    }
}
