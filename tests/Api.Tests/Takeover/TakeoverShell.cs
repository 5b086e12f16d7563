using Microsoft.Extensions.Logging.Abstractions;
using StatusLevels.Silo.Database;
using StatusLevels.Testing;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>An operator's shell beside a database: <c>takeover</c> is typed there, and its report is filled in.</summary>
internal sealed class TakeoverShell(TestDatabase database) : IAsyncDisposable
{
    private readonly TestFolder folder = new();

    public TestDatabase Database => database;

    /// <summary>A shell beside a new database of the first product, without data, in which ours is beside its tables.</summary>
    public static async Task<TakeoverShell> BesideFirstProductAsync()
    {
        var shell = new TakeoverShell(await TestPostgres.CreateDatabaseAsync(migrated: false));
        await shell.ExecuteAsync(FirstProductSchema.Whole);
        await Migrator.MigrateAsync(shell.Database.ConnectionString, NullLogger.Instance);
        return shell;
    }

    /// <summary>The file with the report.</summary>
    public string Report => Path.Combine(folder.Path, "report.csv");

    /// <summary>What is set in this shell.</summary>
    public (string, string)[] Environment =>
    [
        ("DATABASE_URL", database.RuntimeConnectionString), ("MIGRATIONS_DATABASE_URL", database.ConnectionString), ("DASHBOARD", "off"),
    ];

    public ProductProcess Start(params string[] words) => ProductProcess.Start(folder.Path, ["takeover", .. words], Environment);

    /// <summary>StatusLevels on the same database, as one node alone.</summary>
    public ProductProcess StartProduct() =>
        ProductProcess.Start(folder.Path, [], [.. Environment, ("PORT", "0"), ("DATA_DIR", folder.Path)]);

    public Task<(int Code, string Said, string Error)> RunAsync(params string[] words) => RunAsync(Environment, words);

    /// <summary>With these settings alone; of two of a name the last counts.</summary>
    public async Task<(int Code, string Said, string Error)> RunAsync((string, string)[] settings, params string[] words)
    {
        using var product = ProductProcess.Start(folder.Path, ["takeover", .. words], settings);
        var (said, error) = await product.EndAsync([]);
        return (product.ExitCode, said, error);
    }

    public async Task<(int Code, string Error)> CodeAndErrorAsync(params string[] words)
    {
        var (code, _, error) = await RunAsync(words);
        return (code, error);
    }

    /// <summary>Says yes to each line of this rule, or answers those that hold a text, as a person would in a spreadsheet.</summary>
    public Task AcceptAsync(string rule, string text = "", string answer = "yes") =>
        FilledReport.AcceptAsync(Report, rule, text, answer);

    public Task FillAsync(int organizations) => ExecuteAsync(FirstProductData.Of(organizations));

    public Task ExecuteAsync(string sql) => FirstProductSchema.ExecuteAsync(database.ConnectionString, sql);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await database.DisposeAsync();
    }
}
