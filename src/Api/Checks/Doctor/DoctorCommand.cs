using System.CommandLine;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary><c>doctor</c>: what is wrong with a product that runs.</summary>
internal static class DoctorCommand
{
    private const string Name = "doctor";
    private const int SecondsEach = 8;
    private const int SecondsForAll = 20;

    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static Command Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var options = new CheckOptions(SecondsEach, SecondsForAll);
        var url = new Option<string?>("--url") { Description = "Where the product runs. Default: this machine, at PORT." };
        var all = new Option<bool>("--all") { Description = "Compare every organization, not a sample: give it time with --timeout and --within." };
        var backups = new Option<string?>("--backups") { Description = "The folder that backups are put into: whether the newest is young enough." };
        var bundle = new Option<string?>("--bundle") { Description = "Pack what was found into this file (zip), for whoever helps: without secrets and persons." };
        var command = new Command(Name, "Look for what is wrong with a product that runs: what is late, what waits, what does not agree. Changes nothing.") { url, all, backups, bundle };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => options.RunAsync(parsed, guard, settings =>
        {
            var host = HostBuilding.CreateBareBuilder(settings);
            var scope = new DoctorScope(
                parsed.GetValue(url) is { } given ? ProductAddress.Read("--url", given) : ProductAddress.Here(host.Configuration),
                parsed.GetValue(all),
                parsed.GetValue(backups),
                parsed.GetValue(bundle));
            return RunAsync(
                new Installation(host.Configuration, host.Environment.IsDevelopment(), Surroundings.Here), scope, options.Limits(parsed),
                cancellationToken);
        }));
        return command;
    }

    public static async Task<CheckReport> RunAsync(
        Installation installation, DoctorScope scope, CheckLimits limits, CancellationToken cancellationToken)
    {
        var clock = installation.Around.Clock;
        await using var sight = new DatabaseSight(installation);
        Check[] checks =
        [
            .. new ProductChecks(installation, sight, scope.Url).All(), .. new DueChecks(sight, clock).All(),
            .. new DeliveryChecks(sight, clock).All(), .. new RecordChecks(sight, scope.All).All(),
            .. new ServerChecks(sight, scope.LongestTransaction ?? LongestTransaction).All(),
            .. scope.Backups is { } folder ? [new BackupCheck(folder, clock).Check()] : Array.Empty<Check>(),
        ];
        var report = await new CheckRun(limits, installation.Open).SideBySideAsync(
            Name, [.. checks.OrderBy(static check => check.Rule.Id, StringComparer.Ordinal)], cancellationToken);
        if (scope.Bundle is { } file)
        {
            await new DoctorBundle(installation, sight, scope.Url).WriteAsync(file, report, cancellationToken);
        }

        return report;
    }
}

/// <summary>What is looked at.</summary>
/// <param name="Url">Where the product answers.</param>
/// <param name="All">Every organization, not a sample.</param>
/// <param name="Backups">The folder of backups; null: nobody looks.</param>
/// <param name="Bundle">The file that what was found is packed into; null: none.</param>
/// <param name="LongestTransaction">How long a transaction may be open; null: a minute.</param>
internal sealed record DoctorScope(
    Uri Url, bool All = false, string? Backups = null, string? Bundle = null, TimeSpan? LongestTransaction = null);
