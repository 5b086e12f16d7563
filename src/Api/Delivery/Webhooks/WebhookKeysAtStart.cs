using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Brings what the database holds in line with the keys that are listed: secrets are sealed with the first one, endpoints whose secret no
/// listed key opens are sent nothing, and since when signing keys are published is written down and known.
/// </summary>
internal sealed partial class WebhookKeysAtStart(
    NpgsqlDataSource database, SealedSecrets secrets, WebhookSigningKeys keys, TimeProvider time, ILogger<WebhookKeysAtStart> logger)
    : BackgroundService
{
    private const string Unreadable = "secret_unreadable";

    // Nodes that start at the same time take turns.
    private const string Alone = "select pg_advisory_xact_lock(8387794215217687664)";

    private const string Others = """
        select id, secret, previous_secret from statuslevels.webhook_endpoints
        where substring(secret for 8) <> $1 or substring(previous_secret for 8) <> $1 or disabled_reason = $2
        order by id
        for update
        """;

    private const string Reseal = """
        update statuslevels.webhook_endpoints
        set secret = $2, previous_secret = $3, disabled_at = case when disabled_reason = $4 then null else disabled_at end,
            disabled_reason = nullif(disabled_reason, $4)
        where id = $1
        """;

    private const string Disable = """
        with disabled as (
            update statuslevels.webhook_endpoints set disabled_at = $2, disabled_reason = $3 where id = $1 and disabled_at is null)
        update statuslevels.deliveries
        set status = 'cancelled', ended_at = $2, last_error = $3 where endpoint_id = $1 and channel = 'webhook' and status = 'pending'
        """;

    private const string Publish =
        "insert into statuslevels.webhook_signing_keys (public_key, published_at) select k, $2 from unnest($1) as k order by k on conflict do nothing";

    private const string Published = "select public_key, published_at from statuslevels.webhook_signing_keys where public_key = any ($1)";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool isDone;

    /// <summary>Once.</summary>
    /// <returns>How many endpoints need a key that is not listed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = transaction.Command(Alone))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        await PublishAsync(transaction, cancellationToken);
        await using var others = transaction.Command(Others).With(secrets.FirstName, Unreadable);
        var unreadable = 0;
        foreach (var sealedBefore in await others.ReadAllAsync(Read, cancellationToken))
        {
            unreadable += await SettleAsync(transaction, sealedBefore, cancellationToken) ? 0 : 1;
        }

        await transaction.CommitAsync(cancellationToken);
        return unreadable;
    }

    // Before anybody is served; what does not come about then is made up for.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        isDone = await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!isDone)
        {
            await Task.Delay(Pause, TimeProvider.System, stoppingToken);
            isDone = await TryAsync(stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var unreadable = await RunAsync(cancellationToken);
            if (unreadable > 0)
            {
                LogUnreadable(unreadable);
            }

            return true;
        }
        catch (NpgsqlException exception) when (ExceptionProblems.IsDatabaseAway(exception))
        {
            LogAway(exception.Message);
            return false;
        }
    }

    private async Task PublishAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var known = keys.PublicKeys.ToArray();
        await using (var publish = transaction.Command(Publish).With(known, Instant.Truncate(time.GetUtcNow())))
        {
            await publish.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var published = transaction.Command(Published).With((object)known);
        var since = (await published.ReadAllAsync(
            row => (Key: Convert.ToHexString(row.GetFieldValue<byte[]>(0)), At: row.Instant(1)), cancellationToken))
            .ToDictionary(row => row.Key, row => row.At, StringComparer.Ordinal);
        keys.Publish([.. known.Select(key => since[Convert.ToHexString(key)])]);
    }

    /// <returns>Whether its secret can be read.</returns>
    private async Task<bool> SettleAsync(NpgsqlTransaction transaction, SealedEndpoint endpoint, CancellationToken cancellationToken)
    {
        var (id, secret, previous) = endpoint;
        if (secrets.Open(id, secret) is not { } opened)
        {
            await using var disable = transaction.Command(Disable).With(id, Instant.Truncate(time.GetUtcNow()), Unreadable);
            await disable.ExecuteNonQueryAsync(cancellationToken);
            return false;
        }

        var before = previous is null ? null : secrets.Open(id, previous);
        await using var reseal = transaction.Command(Reseal).With(
            id, secrets.Seal(id, opened), SqlValue.Bytes(before is null ? null : secrets.Seal(id, before)), Unreadable);
        await reseal.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private static SealedEndpoint Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2));

    [LoggerMessage(
        1, LogLevel.Warning,
        "{Count} webhook endpoints are disabled because no key in SESSION_SECRET_KEY opens their secrets: list the key that was removed, or rotate the secrets")]
    private partial void LogUnreadable(int count);

    [LoggerMessage(2, LogLevel.Warning, "The secrets of webhook endpoints could not be looked at; that is tried again. {Reason}")]
    private partial void LogAway(string reason);

    private sealed record SealedEndpoint(Guid Id, byte[] Secret, byte[]? Previous);
}
