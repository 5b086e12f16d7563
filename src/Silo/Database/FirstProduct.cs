using Microsoft.Extensions.Configuration;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>The product that this one replaces: its tables may lie in the same database, under names that are shown to readers.</summary>
public static class FirstProduct
{
    private const string Tables = """
        select string_agg(relname, ', ' order by relname) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and relname in ('organization_status_levels', 'organization_status_history', 'status_upgrade_requests')
        """;

    /// <summary>
    /// How its database is reached: the one that is named, else this product's own with the role that owns what lies there. Instants are
    /// written in UTC.
    /// </summary>
    /// <param name="configuration">Where the product's own database is named.</param>
    /// <param name="from">Another database; null is the product's own.</param>
    /// <param name="moves">What is there is to be moved, and not only read.</param>
    /// <exception cref="StartupException">No database is named, its name cannot be read, or nothing can be moved by that way.</exception>
    public static string ConnectionString(IConfiguration configuration, string? from, bool moves = false)
    {
        var options = DatabaseOptions.From(configuration);
        var (given, name) = from is not null ? (from, "--from")
            : options.MigrationsDatabase is { } owner ? (owner, DatabaseOptions.MigrationsName)
            : options.Database is { } own ? (own, options.DatabaseSource)
            : throw new StartupException("The database of the product that is replaced must be named: with --from URL, or DATABASE_URL when both share one.");
        var parsed = ConnectionStringParser.Parse(given, name);
        if (moves && (parsed.ThroughPooler || (options.MigrationsDatabase is null && options.TransactionPooler)))
        {
            throw new StartupException($"The place is not taken through a transaction pooler: set {DatabaseOptions.MigrationsName} to the database itself, with the role that owns the first product's tables.");
        }

        return new NpgsqlConnectionStringBuilder(parsed.Settings.ConnectionString)
        {
            Timezone = "UTC",
            MaxAutoPrepare = 0,
            Pooling = false,
            CommandTimeout = 0,
        }.ConnectionString;
    }

    /// <summary>The names of its tables of levels, history and requests that are in this database still; null when none is.</summary>
    public static async Task<string?> TablesInAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Tables, connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
