using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>
/// Databases of the builds before <c>sql/migrations</c> have the same tables by scripts of other names, and a journal without hashes. They
/// are taken over as they are: the migrations that make those tables count as run, and the current texts follow.
/// </summary>
internal static class FormerJournal
{
    // The last migration whose tables they have.
    private const int LastMade = 13;

    // The old names stay, without a hash: a node of such a build that is started again beside this one looks for them.
    private const string Convert = """
        alter table statuslevels.schema_migrations
            drop constraint schema_migrations_pkey,
            drop constraint schema_migrations_name_key,
            add constraint schema_migrations_pkey primary key (name),
            add column hash text null
        """;

    private static readonly string[] Scripts =
    [
        "0001_orleans_main", "0002_orleans_clustering", "0003_orleans_persistence", "0004_orleans_reminders", "0005_orleans_constraints",
        "0006_roles", "0010_status_tables", "0011_projection", "0012_history_verification", "0013_notifications", "0014_expiry_summaries",
        "0015_idempotency", "0016_lists", "0020_accounts", "0021_directory", "0022_directory_search", "0030_runtime_role",
        "0031_sql_readers",
    ];

    /// <summary>Does nothing where there is no such journal.</summary>
    /// <exception cref="StartupException">Not all of the old scripts were run.</exception>
    public static async Task TakeOverAsync(
        NpgsqlConnection connection, IReadOnlyList<SchemaScript> migrations, CancellationToken cancellationToken)
    {
        await using var isFormer = new NpgsqlCommand(
            """
            select to_regclass('statuslevels.schema_migrations') is not null and not exists (
                select from pg_attribute where attrelid = to_regclass('statuslevels.schema_migrations') and attname = 'hash')
            """,
            connection);
        if (await isFormer.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        var run = await NamesAsync(connection, cancellationToken);
        if (run.Count > 0 && Scripts.FirstOrDefault(script => !run.Contains(script)) is { } missing)
        {
            throw new StartupException(
                $"The database was made by an earlier build, which did not run all of its scripts ({missing} is missing): "
                + "let the last build before this one migrate it, then this one.");
        }

        await using var convert = new NpgsqlCommand(Convert, connection);
        await convert.ExecuteNonQueryAsync(cancellationToken);
        foreach (var migration in migrations.Where(migration => run.Count > 0 && migration.Version() <= LastMade))
        {
            await MigrationJournal.AddMigrationAsync(connection, migration);
        }
    }

    private static async Task<HashSet<string>> NamesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name from statuslevels.schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<string> names = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
