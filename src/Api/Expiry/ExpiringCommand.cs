using System.CommandLine;
using Npgsql;
using StatusLevels.Api.Hosting;
using StatusLevels.Silo;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Expiry;

/// <summary>
/// <c>expiring</c>: what became of the notices since yesterday, and what ends soon, read from the database beside a running product.
/// </summary>
internal static class ExpiringCommand
{
    private const int MostDays = 366;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static Command Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var days = new Option<int>("--days") { Description = $"List the levels that end within so many days, 1 to {MostDays}.", DefaultValueFactory = _ => 60 };
        var command = new Command("expiring", "Say what became of the expiry notices in the last 24 hours, what is due next and which levels end soon. Reads the database only.")
        {
            days,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            (parsed, cancellationToken) => guard(parsed, settings => RunAsync(settings, parsed.GetValue(days), cancellationToken)));
        return command;
    }

    private static async Task RunAsync(string[] settings, int days, CancellationToken cancellationToken)
    {
        if (days is < 1 or > MostDays)
        {
            throw new StartupException($"--days must be a whole number from 1 to {MostDays}, but is {days}.");
        }

        await using var database = NpgsqlDataSource.Create(await HostBuilding.CreateBuilder(settings).FindDatabaseAsync(cancellationToken));
        var now = TimeProvider.System.GetUtcNow();
        try
        {
            var summary = await new ExpirySummaryReader(database).Read(now - Day, now, now, cancellationToken);
            var levels = new ExpiringLevels(database);
            var (count, first) = (
                await levels.Count(now, now.AddDays(days), cancellationToken),
                await levels.ReadPage(now, now.AddDays(days), null, ExpiringText.MostLevels, untold: false, cancellationToken));
            await Console.Out.WriteAsync(ExpiringText.Of(summary, days, count, first));
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The database could not be read: {exception.Message}", exception);
        }
    }
}
