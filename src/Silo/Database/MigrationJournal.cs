using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>
/// What a database has of a schema: each migration that was run in <c>schema_migrations</c>, each current text in
/// <c>schema_current</c>, with the hash of what was run.
/// </summary>
/// <param name="Migrations">Hashes by name.</param>
/// <param name="Current">Hashes by name.</param>
/// <param name="Revision">The newest revision of the current texts that was here; 0 before the first.</param>
internal sealed record MigrationJournal(
    IReadOnlyDictionary<string, string> Migrations, IReadOnlyDictionary<string, string> Current, int Revision)
{
    private const string Prepare = """
        do $$
        begin
            -- CREATE SCHEMA IF NOT EXISTS asks for the privilege even where the schema is there.
            if to_regnamespace('statuslevels') is null then
                create schema statuslevels;
            end if;
            revoke all on schema statuslevels from public;
        end
        $$;
        create table if not exists statuslevels.schema_migrations
        (
            version    integer     not null,
            name       text        not null primary key,
            applied_at timestamptz not null default now(),
            -- Null: run by a build that knew other scripts; see FormerJournal.
            hash       text        null
        );
        create table if not exists statuslevels.schema_current
        (
            name       text        not null primary key,
            hash       text        not null,
            revision   integer     not null,
            applied_at timestamptz not null default now()
        );
        """;

    private const string AddCurrent = """
        insert into statuslevels.schema_current as known (name, hash, revision)
        select name, hash, $3 from unnest($1, $2) as run (name, hash)
        on conflict (name) do update
        set hash = excluded.hash, revision = excluded.revision,
            applied_at = case when known.hash = excluded.hash then known.applied_at else excluded.applied_at end
        """;

    private static readonly MigrationJournal Empty = new(
        new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), 0);

    /// <summary>Makes the schema and the tables of the journal, and takes over those of a build before them.</summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, SchemaScripts scripts, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await FormerJournal.TakeOverAsync(connection, scripts.Migrations, cancellationToken);
        await using var prepare = new NpgsqlCommand(Prepare, connection);
        await prepare.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Empty where there is none, or one of a build before it.</summary>
    public static async Task<MigrationJournal> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('statuslevels.schema_current') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return Empty;
        }

        await using var command = new NpgsqlCommand(
            """
            select name, hash from statuslevels.schema_migrations where hash is not null;
            select name, hash, revision from statuslevels.schema_current
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var migrations = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            migrations.Add(reader.GetString(0), reader.GetString(1));
        }

        await reader.NextResultAsync(cancellationToken);
        var (current, revision) = (new Dictionary<string, string>(StringComparer.Ordinal), 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            current.Add(reader.GetString(0), reader.GetString(1));
            revision = Math.Max(revision, reader.GetInt32(2));
        }

        return new(migrations, current, revision);
    }

    /// <summary>In the transaction of the migration itself.</summary>
    public static async Task AddMigrationAsync(NpgsqlConnection connection, SchemaScript migration)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into statuslevels.schema_migrations (version, name, hash) values ($1, $2, $3)
            on conflict (name) do update set hash = excluded.hash
            """,
            connection)
        {
            Parameters = { new() { Value = migration.Version() }, new() { Value = migration.Name }, new() { Value = migration.Hash } },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>In the transaction that ran what had changed of them. A text that is no longer among them is forgotten.</summary>
    public static async Task SetCurrentAsync(NpgsqlConnection connection, SchemaScripts scripts)
    {
        var names = scripts.Current.Select(script => script.Name).ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("delete from statuslevels.schema_current where name <> all ($1)") { Parameters = { new() { Value = names } } },
                new(AddCurrent)
                {
                    Parameters =
                    {
                        new() { Value = names },
                        new() { Value = scripts.Current.Select(script => script.Hash).ToArray() },
                        new() { Value = scripts.Revision },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>What this build has more, less or otherwise than the database.</summary>
    public MigrationStatus Compare(SchemaScripts scripts)
    {
        var names = scripts.Migrations.Select(migration => migration.Name).ToHashSet(StringComparer.Ordinal);
        List<string> unknown = [.. Migrations.Keys.Where(name => !names.Contains(name)).Order(StringComparer.Ordinal)];
        if (Revision > scripts.Revision)
        {
            unknown.Add($"revision {Revision} of sql/current");
        }

        return new(
            [
                .. scripts.Migrations.Where(migration => !Migrations.ContainsKey(migration.Name)).Select(migration => migration.Name),
                .. Changed(scripts).Select(script => script.Name),
            ],
            unknown,
            [.. scripts.Migrations.Where(migration => Migrations.GetValueOrDefault(migration.Name, migration.Hash) != migration.Hash)
                .Select(migration => migration.Name)]);
    }

    /// <summary>The current texts that are to be run. An older build has none: what it would change has been replaced since.</summary>
    public IEnumerable<SchemaScript> Changed(SchemaScripts scripts) =>
        Revision > scripts.Revision ? [] : scripts.Current.Where(script => Current.GetValueOrDefault(script.Name) != script.Hash);
}
