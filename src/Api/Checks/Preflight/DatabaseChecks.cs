using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary>The database, before the start.</summary>
internal sealed class DatabaseChecks(Installation installation)
{
    // Migrations, a person who looks, and the change from one set of nodes to the next.
    private const int KeptFree = 4;

    private const string RightsOf = """
        select has_schema_privilege('statuslevels', 'usage'), has_schema_privilege('statuslevels', 'create'),
               (select count(*) from pg_class as c
                where c.relnamespace = 'statuslevels'::regnamespace and c.relkind = 'r' and c.relname = any ($1)
                  and has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
                  and has_table_privilege(c.oid, 'update'))
        """;

    // Those that every change writes to.
    private static readonly string[] Written =
        ["orleansstorage", "orleansreminderstable", "deliveries", "delivery_leases", "sessions", "organizations"];

    public IEnumerable<Check> All() =>
    [
        PreflightRules.Database.By(ReachAsync),
        After(PreflightRules.Migrations, MigrationsAsync),
        After(PreflightRules.Rights, RightsAsync),
        After(PreflightRules.Connections, (database, _) => Task.FromResult(Connections(database))),
        After(PreflightRules.Clock, (database, token) => ClockCheck.LookAsync(database.ConnectionString, installation.Around.Clock, token)),
        After(PreflightRules.Pooler, PoolerAsync),
        PreflightRules.Owner.By(OwnerAsync),
    ];

    private Check After(CheckRule rule, Func<LocatedDatabase, CancellationToken, Task<Finding>> look) => rule.By(async token =>
        await installation.ReachedAsync(token) switch
        {
            (_, WasReached: false) => Finding.After(PreflightRules.Database),
            (null, _) => Finding.Ok($"seen to by the product itself: its private server starts with it"),
            ({ } database, _) => await look(database, token),
        });

    private async Task<Finding> ReachAsync(CancellationToken cancellationToken)
    {
        if (await installation.ReachAsync(cancellationToken) is { } database)
        {
            return Finding.Ok($"{Word.Place(database)} answers");
        }

        await DatabaseStartup.RequireServerProgramsAsync(installation.Configuration, cancellationToken);
        return Finding.Ok($"a private server will be started in DATA_DIR");
    }

    private async Task<Finding> MigrationsAsync(LocatedDatabase database, CancellationToken cancellationToken)
    {
        MigrationStatus status;
        try
        {
            status = await Migrator.PendingAsync(database.ConnectionString, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Finding.After(PreflightRules.Rights);
        }

        var isMigratedAtStart = DatabaseOptions.From(installation.Configuration).MigrateOnStart is true;
        return status switch
        {
            { Edited.Count: > 0 } => Finding.Fail($"{status.Edited.Count} migrations were edited after they had run"),
            { Pending.Count: > 0 } when isMigratedAtStart => Finding.Ok($"{status.Pending.Count} scripts are missing, and will be run at the start"),
            { Pending.Count: > 0 } => Finding.Fail($"{status.Pending.Count} scripts are missing"),
            { Unknown.Count: > 0 } => Finding.Warn($"a newer version was here: {status.Unknown.Count} scripts are not known to this one"),
            _ => Finding.Ok($"all of them have run"),
        };
    }

    private static async Task<Finding> RightsAsync(LocatedDatabase database, CancellationToken cancellationToken)
    {
        if (database.IsPrivate)
        {
            return Finding.Ok($"seen to by the product itself: the server is its own");
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var schemas = source.CreateCommand("select count(*) from pg_namespace where nspname = 'statuslevels'"))
        {
            if (await schemas.ExecuteScalarAsync(cancellationToken) is 0L)
            {
                return Finding.After(PreflightRules.Migrations);
            }
        }

        await using var command = source.CreateCommand(RightsOf).With((object)Written);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (enters, creates, tables) = (row.GetBoolean(0), row.GetBoolean(1), row.GetInt64(2));
        return (enters, creates) switch
        {
            (false, _) => Finding.Fail($"the role may not enter the schema statuslevels"),
            (_, true) => Finding.Warn($"the role may change the schema: a fault of the product could, too"),
            _ when tables < Written.Length => Finding.Fail($"the role may write to {tables} of {Written.Length} tables that were looked at"),
            _ => Finding.Ok($"they are there, and no more"),
        };
    }

    private static Finding Connections(LocatedDatabase database)
    {
        var node = 2 * database.PoolSize;
        return database.Allowed < node + KeptFree
            ? Finding.Warn($"the server allows {database.Allowed}, and a node takes up to {node}")
            : Finding.Ok($"the server allows {database.Allowed}: nodes of up to {node} each, {(database.Allowed - KeptFree) / node} of them");
    }

    private static async Task<Finding> PoolerAsync(LocatedDatabase database, CancellationToken cancellationToken)
    {
        if (!database.ThroughPooler)
        {
            return Finding.Ok($"none is named");
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand("select current_schema() is not distinct from 'statuslevels'");
        return await command.ExecuteScalarAsync(cancellationToken) is true
            ? Finding.Ok($"the role has the search path")
            : Finding.Fail($"the role has another search path");
    }

    private async Task<Finding> OwnerAsync(CancellationToken cancellationToken)
    {
        if (await DatabaseStartup.ReachOwnerAsync(installation.Configuration, cancellationToken) is not { } connection)
        {
            return Finding.Ok($"nobody is named for migrations");
        }

        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("""
            select case when exists (select from pg_namespace where nspname = 'statuslevels')
                        then has_schema_privilege('statuslevels', 'create') else has_database_privilege(current_database(), 'create') end
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is true
            ? Finding.Ok($"it may change the schema")
            : Finding.Fail($"it may not change the schema");
    }
}
