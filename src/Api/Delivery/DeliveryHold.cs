using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Whether anything is sent from this database. A copy or a restored one would tell people and systems a second time what they know, or
/// what never happened to them: it is held until an operator says that it is the one.
/// </summary>
internal sealed partial class DeliveryHold(NpgsqlDataSource database, ILogger<DeliveryHold> logger) : IHostedLifecycleService
{
    private const string Copied = "this database was copied: it is in another place than when it was last used";

    private const string Identity = "select system_identifier from pg_control_system()";

    // Where the cluster may not be asked for its name, the database's own number has to do.
    private const string Compare = """
        with here as (
            select s.singleton, d.oid::bigint as oid, coalesce($1, s.system_identifier) as cluster,
                   s.held_at is null and (s.database_oid <> d.oid::bigint or s.system_identifier <> $1) as moved
            from statuslevels.delivery_state as s
            join pg_database as d on d.datname = current_database()
            for update of s),
        known as (
            update statuslevels.delivery_state as s
            set system_identifier = here.cluster, database_oid = here.oid,
                held_at = case when here.moved then clock_timestamp() else s.held_at end,
                held_because = case when here.moved then $2 else s.held_because end
            from here
            where s.singleton = here.singleton
              and (s.database_oid is distinct from here.oid or s.system_identifier is distinct from here.cluster)
            returning here.moved)
        select statuslevels.close_credential_lists() from known where known.moved
        """;

    private const string Why = "select held_because from statuslevels.delivery_state where held_at is not null";

    // What is held may be of an earlier time than the places in status lists that were given.
    private const string Set = """
        with held as (
            update statuslevels.delivery_state
            set held_at = coalesce(held_at, clock_timestamp()), held_because = coalesce(held_because, $1)
            returning singleton)
        select statuslevels.close_credential_lists() from held
        """;

    // Positions may be given a second time: who read them from this feed must begin anew.
    private const string End = """
        update statuslevels.delivery_state set held_at = null, held_because = null, feed = gen_random_uuid() where held_at is not null
        """;

    private const string Discard = """
        update statuslevels.deliveries set status = 'cancelled', ended_at = clock_timestamp(), last_error = 'discarded' where status = 'pending'
        """;

    // What was not numbered yet has no deliveries to discard: it is numbered without any.
    private const string DiscardEvents = "update statuslevels.delivery_state set started_at = clock_timestamp()";

    /// <summary>Why nothing is sent; null: it is.</summary>
    public static async Task<string?> ReasonAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Why);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>From now on nothing is sent. What happens meanwhile waits.</summary>
    public static async Task HoldAsync(NpgsqlDataSource database, string because, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Set).With(because);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sends again.</summary>
    /// <param name="database">The database.</param>
    /// <param name="discardPending">What waits is not sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was held.</returns>
    public static async Task<bool> ResumeAsync(NpgsqlDataSource database, bool discardPending, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var sql in (string[])(discardPending ? [Discard, DiscardEvents] : []))
        {
            await using var discard = transaction.Command(sql);
            await discard.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var end = transaction.Command(End);
        var wasHeld = await end.ExecuteNonQueryAsync(cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        return wasHeld;
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using (var command = database.CreateCommand(Compare).With(
            SqlValue.Bigint(await IdentifierAsync(cancellationToken)), Copied))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        if (await ReasonAsync(database, cancellationToken) is { } reason)
        {
            LogHeld(reason);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<long?> IdentifierAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(Identity);
            return (long?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogNoIdentifier();
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Nothing is sent, no mail and no webhook: {Reason}. Once this is the product that is to send, run: statuslevels resume")]
    private partial void LogHeld(string reason);

    [LoggerMessage(2, LogLevel.Debug, "The database does not tell the identifier of its cluster; a copy is known by the database's own number")]
    private partial void LogNoIdentifier();
}
