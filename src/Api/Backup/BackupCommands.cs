using System.CommandLine;
using StatusLevels.Api.Hosting;
using StatusLevels.Silo.Database.Backup;

namespace StatusLevels.Api.Backup;

/// <summary><c>backup</c> and <c>restore</c>: the database as one file, by the programs of PostgreSQL.</summary>
internal static class BackupCommands
{
    private delegate Task Work(IConfiguration configuration, ILoggerFactory loggers, string file, CancellationToken cancellationToken);

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static IEnumerable<Command> Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard) =>
    [
        Create("backup", "Write the database to a new file, while the product runs or not.", "Written", DatabaseBackup.WriteAsync, guard),
        Create("restore", "Fill an empty database from such a file, before the product is started on it.", "Restored from", DatabaseBackup.ReadAsync, guard),
    ];

    private static Command Create(string name, string description, string done, Work work, Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var file = new Argument<string>("FILE") { Description = "In the format of pg_dump --format=custom." };
        var command = new Command(name, description) { file };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => guard(parsed, async settings =>
        {
            var builder = HostBuilding.CreateBuilder(settings);
            using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
            await work(builder.Configuration, loggers, parsed.GetRequiredValue(file), cancellationToken);
            await Console.Out.WriteLineAsync($"{done} {Path.GetFullPath(parsed.GetRequiredValue(file))}");
        }));
        return command;
    }
}
