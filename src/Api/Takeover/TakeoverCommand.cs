using System.CommandLine;
using System.Globalization;
using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Takeover;

/// <summary><c>takeover</c>: brings everything over from the product that this one replaces, and takes its place.</summary>
internal static class TakeoverCommand
{
    private const int CouldNot = 2;

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static Command Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var from = new Option<string?>("--from") { Description = "The database of the product that is replaced, as a URL. Default: MIGRATIONS_DATABASE_URL or DATABASE_URL, when both share one." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing: say what would be done, and what is odd." };
        var report = new Option<string?>("--report") { Description = "Write every oddity to this file (CSV). B and C are let in by filling its column accept with yes." };
        var accept = new Option<string?>("--accept") { Description = "That file again: the levels that a person let in." };
        var acceptAll = new Option<bool>("--accept-all") { Description = $"Let in every level that is shown there. Asks for \"{TakeoverOptions.Confirmation}\" to be typed, and is in the audit." };
        var roles = new Option<string[]>("--role") { Description = "What a role is called here, as NAME=ROLE; several times. Default: manager=editor and analyst=viewer." };
        var take = new Option<bool>("--switch") { Description = "The last step: its tables and functions move to the schema status_levels_v1, and ours take their names." };
        var giveBack = new Option<bool>("--switch-back") { Description = "Undo --switch, and list what was changed here since." };
        var command = new Command("takeover", "Bring organizations, members, levels, history and requests over from the product that this one replaces. Running it again does nothing twice; nobody is notified.")
        {
            from, dryRun, report, accept, acceptAll, roles, take, giveBack,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var outcome = 0;
            var options = new TakeoverOptions(
                parsed.GetValue(from), parsed.GetValue(dryRun), parsed.GetValue(report), parsed.GetValue(accept),
                parsed.GetValue(acceptAll), parsed.GetValue(roles) ?? [], parsed.GetValue(take), parsed.GetValue(giveBack));
            var guarded = await guard(parsed, async settings => outcome = await RunAsync(settings, options, cancellationToken));
            return guarded == 0 ? outcome : CouldNot;
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, TakeoverOptions options, CancellationToken cancellationToken)
    {
        options.Require();
        var roles = options.ReadRoles();
        var accepted = await options.ReadAcceptedAsync(Console.In, Console.Error, cancellationToken);
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        builder.AddStatusLevelsLogging();
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        using var loggers = LogHosting.CreateStartupLoggers(builder.Configuration);
        await using var session = await DatabaseStartup.OpenAsync(builder.Configuration, loggers, cancellationToken);
        try
        {
            var connectionString = FirstProduct.ConnectionString(
                builder.Configuration, options.From, moves: options.Switch || options.SwitchBack);
            if (options.Switch || options.SwitchBack)
            {
                return await SwitchAsync(connectionString, session, options.Switch, cancellationToken);
            }

            var former = await FormerDatabase.OpenAsync(connectionString, cancellationToken);
            builder.Services.AddStatusLevelsDatabase(session);
            builder.AddStatusLevelsSilo(session);
            using var host = builder.Build();
            return await RunAsync(host, former, options, roles, accepted, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"A database could not be read or written: {exception.Message}", exception);
        }
    }

    private static async Task<int> SwitchAsync(
        string connectionString, DatabaseSession session, bool take, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(session.ConnectionString);
        var state = new TakeoverState(database, TimeProvider.System);
        if (take)
        {
            var former = await FormerDatabase.OpenAsync(connectionString, cancellationToken);
            var compared = await new PlaceTaking(connectionString, former, state, TimeProvider.System).TakeAsync(cancellationToken);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"The place is taken: {compared:N0} organizations are as they were taken over. The former tables are in status_levels_v1; takeover --switch-back undoes it."));
            return 0;
        }

        var changed = await new PlaceTaking(connectionString, null, state, TimeProvider.System).GiveBackAsync(cancellationToken);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The place is given back. Changed here since it was taken, and not known there: {changed.Count:N0}"));
        foreach (var change in changed)
        {
            await Console.Out.WriteLineAsync($"    {change}");
        }

        return 0;
    }

    private static async Task<int> RunAsync(
        IHost host, FormerDatabase former, TakeoverOptions options, IReadOnlyDictionary<string, string> roles, AcceptedLevels accepted,
        CancellationToken cancellationToken)
    {
        await using var csv = options.OpenReport();
        var report = new TakeoverReport(csv);
        report.Begin();
        var services = host.Services;
        var (database, clock) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<TimeProvider>());
        var run = new TakeoverRun(
            former, new TakeoverState(database, clock), services.GetRequiredService<StatusLevelCatalog>(), accepted, report, clock);
        var progress = new TakeoverProgress(
            Console.Error, !Console.IsErrorRedirected, await former.CountAsync(cancellationToken), TimeProvider.System);
        var directory = new TakenDirectory(database, roles, clock, report);
        var qrCodes = new TakenQrCodes(database, former, report, clock);
        if (options.DryRun)
        {
            await run.RunAsync(directory, qrCodes, null, progress, cancellationToken);
        }
        else
        {
            await RequireNobodyAloneAsync(services.GetRequiredService<IConfiguration>(), database, cancellationToken);
            if (options.AcceptAll)
            {
                await TakeoverAudit.RecordAllAcceptedAsync(database, clock, cancellationToken);
            }

            await host.StartAsync(cancellationToken);
            try
            {
                await run.RunAsync(directory, qrCodes, services.GetRequiredService<IGrainFactory>(), progress, cancellationToken);
            }
            finally
            {
                await host.StopAsync(CancellationToken.None);
            }
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Text()}\n{progress.Done:N0} organizations in {progress.Seconds:0.0} s ({progress.Done / Math.Max(progress.Seconds, 0.001):N0}/s){(options.DryRun ? ". Nothing was written." : ".")}"));
        return report.Failed > 0 ? 1 : 0;
    }

    // A node alone knows of no other: it would go on showing from memory what was so before.
    private static async Task RequireNobodyAloneAsync(
        IConfiguration configuration, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (ClusterSettings.ModeOf(configuration) == ClusterMode.Local
            && await new DeliveryLeases(database).IsAnyHeldAsync(cancellationToken))
        {
            throw new StartupException(
                "StatusLevels serves on this database, or was killed less than 15 seconds ago, and knows nothing of what is taken over beside it: "
                + "stop it for the time, or run it and takeover with CLUSTER=postgres. Nothing was written.");
        }
    }
}
