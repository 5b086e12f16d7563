using System.CommandLine;
using StatusLevels.Api.Hosting;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary><c>preflight</c>: what would keep the product from starting well, before it is started.</summary>
internal static class PreflightCommand
{
    private const string Name = "preflight";
    private const int SecondsEach = 5;
    private const int SecondsForAll = 10;

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static Command Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var options = new CheckOptions(SecondsEach, SecondsForAll);
        var command = new Command(Name, "Look whether the product would start and work with these settings: database, rights, ports, mail, issuer, certificates. Changes nothing.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => options.RunAsync(parsed, guard, settings =>
        {
            var host = HostBuilding.CreateBareBuilder(settings);
            return RunAsync(host.Configuration, host.Environment, Surroundings.Here, options.Limits(parsed), cancellationToken);
        }));
        return command;
    }

    public static Task<CheckReport> RunAsync(
        IConfiguration configuration, IHostEnvironment environment, Surroundings around, CheckLimits limits,
        CancellationToken cancellationToken)
    {
        var installation = new Installation(configuration, environment.IsDevelopment(), around);
        var settings = new SettingChecks(installation, environment);
        return new CheckRun(limits, installation.Open).SideBySideAsync(
            Name,
            [
                .. settings.All(), .. new MachineChecks(installation, settings).All(), .. new DatabaseChecks(installation).All(),
                .. new NeighbourChecks(installation, settings).All(),
            ],
            cancellationToken);
    }
}
