using StatusLevels.Silo;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Checks;

/// <summary>What is looked at: settings, the machine, and the database once it was reached.</summary>
internal sealed class Installation
{
    private readonly Lazy<Task<LocatedDatabase?>> database;

    public Installation(IConfiguration configuration, bool isDevelopment, Surroundings around)
    {
        (Configuration, IsDevelopment, Around, Open) = (configuration, isDevelopment, around, new OpenSettings(configuration));
        database = new(() => DatabaseStartup.LocateAsync(configuration, CancellationToken.None));
    }

    public IConfiguration Configuration { get; }

    public bool IsDevelopment { get; }

    public Surroundings Around { get; }

    public OpenSettings Open { get; }

    /// <summary>The folder of the product, and of secrets that are made up.</summary>
    public string DataDirectory =>
        Path.GetFullPath(Configuration.Setting("DATA_DIR").Trimmed.Text ?? Settings.ApiSettings.StandardDataDirectory);

    /// <summary>Reaches it, once for all who ask; null: a private server that does not run.</summary>
    /// <exception cref="StartupException">It cannot be reached, and the sentence says why.</exception>
    public Task<LocatedDatabase?> ReachAsync(CancellationToken cancellationToken) => database.Value.WaitAsync(cancellationToken);

    /// <summary>The same for whoever comes after the one who tells why it cannot be reached.</summary>
    public async Task<(LocatedDatabase? Database, bool WasReached)> ReachedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ReachAsync(cancellationToken), true);
        }
        catch (StartupException)
        {
            return (null, false);
        }
    }
}
