using System.CommandLine;
using StatusLevels.Api.Hosting;

namespace StatusLevels.Api.Backup;

/// <summary><c>backup</c> and <c>restore</c>: the database as one file, by the programs of PostgreSQL.</summary>
internal static class BackupCommands
{
    private delegate Task Work(WebApplicationBuilder builder, string file, CancellationToken cancellationToken);

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static IEnumerable<Command> Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard) =>
    [
        Create("backup", "Write the database to a new file, while the product runs or not.", "Written to", DatabaseHosting.BackupDatabaseAsync, guard),
        Create("restore", "Fill an empty database from such a file, before the product is started on it.", "Restored from", DatabaseHosting.RestoreDatabaseAsync, guard),
    ];

    private static Command Create(
        string name, string description, string done, Work work, Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var file = new Argument<string>("FILE") { Description = "In the format of pg_dump --format=custom." };
        var command = new Command(name, description) { file };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => guard(parsed, async settings =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            await work(HostBuilding.CreateBuilder(settings), path, cancellationToken);
            await Console.Out.WriteLineAsync($"{done} {path}");
        }));
        return command;
    }
}
