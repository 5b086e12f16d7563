using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Database;

/// <summary>What the operator says about the database.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The setting that holds <see cref="MigrationsDatabase"/>.</summary>
    internal const string MigrationsName = "MIGRATIONS_DATABASE_URL";

    private const string UrlName = "DATABASE_URL";
    private const string ConnectionStringName = "ConnectionStrings:StatusLevels";

    /// <summary>
    /// The database (<c>DATABASE_URL</c>, else <c>ConnectionStrings:StatusLevels</c>): a <c>postgres://</c> URL or an Npgsql string; null:
    /// a private server.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>The name of the setting that <see cref="Database"/> came from, for messages.</summary>
    public string DatabaseSource { get; init; } = UrlName;

    /// <summary>
    /// The owner's connection for migrations (<c>MIGRATIONS_DATABASE_URL</c>), never through a pooler; null: <see cref="Database"/>.
    /// </summary>
    public string? MigrationsDatabase { get; init; }

    /// <summary>Apply migrations at start (<c>MIGRATE_ON_START</c>); null: with the private server only.</summary>
    public bool? MigrateOnStart { get; init; }

    /// <summary>The folder of the private server and of generated keys (<c>DATA_DIR</c>); relative to the working directory.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>
    /// The database is reached through a transaction pooler such as PgBouncer (<c>Database:TransactionPooler</c>, or <c>pgbouncer=true</c>
    /// in the URL): no statement is prepared, and the search path is the role's own.
    /// </summary>
    public bool TransactionPooler { get; init; }

    /// <summary>Reads them; an empty value counts as none.</summary>
    /// <exception cref="StartupException">A value that is neither true nor false where one of them belongs.</exception>
    public static DatabaseOptions From(IConfiguration configuration)
    {
        var url = configuration.Setting(UrlName).Trimmed.Text;
        return new DatabaseOptions
        {
            Database = url ?? configuration.Setting(ConnectionStringName).Trimmed.Text,
            DatabaseSource = url is null ? ConnectionStringName : UrlName,
            MigrationsDatabase = configuration.Setting(MigrationsName).Trimmed.Text,
            MigrateOnStart = configuration.Setting("MIGRATE_ON_START").Flag() ?? configuration.Setting("Database:MigrateOnStart").Flag(),
            DataDirectory = configuration.Setting("DATA_DIR").Trimmed.Text ?? ".data",
            TransactionPooler = configuration.Setting("Database:TransactionPooler").Flag() ?? false,
        };
    }
}
