using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Writes down what came of tries, and what that says of the endpoint. Everybody who changes deliveries of an endpoint locks the endpoint
/// first: whoever disables or enables it does so too, and neither waits for the other for ever.
/// </summary>
internal sealed class WebhookOutcomes(NpgsqlDataSource database, DeliveryMetrics metrics, EndpointNotices notices, TimeProvider clock)
{
    /// <summary>An endpoint is disabled when nothing but failures came for so long, and often enough.</summary>
    public static readonly TimeSpan LongestFailure = TimeSpan.FromDays(5);

    /// <summary>How often it has to have failed by then.</summary>
    public const int LeastFailures = 12;

    private const string Channel = "webhook";

    // Deliveries of an organization that was forgotten meanwhile are gone, and nothing tells where they went.
    private const string Delivered = """
        with endpoint as materialized (
            select id from statuslevels.webhook_endpoints where id = $5 for share),
        ended as (
            update statuslevels.deliveries as d
            set status = 'delivered', tries = d.tries + 1, attempts = d.attempts || a.attempt, ended_at = $4,
                last_status_code = (a.attempt ->> 'status_code')::integer, last_error = null
            from unnest($1::uuid[], $2::jsonb[]) as a (id, attempt), endpoint
            where d.id = a.id and d.status = 'pending'
            returning d.organization_id, d.epoch, d.number)
        insert into statuslevels.told (organization_id, epoch, number, channel, target, delivered_at)
        select distinct organization_id, epoch, number, 'webhook', $3, $4 from ended
        on conflict do nothing
        """;

    private const string Recovered = """
        update statuslevels.webhook_endpoints
        set failures = 0, failing_since = null, next_probe_at = null, failing_lane = null, notices = 0
        where id = $1 and failures > 0
        """;

    // All that waits comes at once, but for what has long been failing in the lane of the event that went through: that is its own fault.
    private const string AllAtOnce = """
        update statuslevels.deliveries
        set next_attempt_at = $2
        where channel = 'webhook' and status = 'pending' and endpoint_id = $1 and not replay and next_attempt_at > $2
          and not (organization_id = $3 and first_failed_at <= $4)
        """;

    private const string Failed = """
        update statuslevels.deliveries
        set tries = tries + 1, attempts = attempts || $2::jsonb, first_failed_at = coalesce(first_failed_at, $3), next_attempt_at = coalesce($4, next_attempt_at),
            last_status_code = $5, last_error = $6,
            status = case when $4 is null then 'failed' else 'pending' end, ended_at = case when $4 is null then $3 end
        where id = $1 and status = 'pending'
        """;

    // Tries that began together fail together: they count as one failure.
    private const string EndpointFailed = """
        update statuslevels.webhook_endpoints
        set failures = greatest(failures, $2 + 1), failing_since = coalesce(failing_since, $3),
            next_probe_at = case when failures > $2 then next_probe_at else $4 end,
            failing_lane = case when failures = 0 or failing_lane = $5 then $5 end
        where id = $1 and disabled_at is null
        returning failing_since, failures
        """;

    private const string Disable = """
        with disabled as (
            update statuslevels.webhook_endpoints
            set disabled_at = $2, disabled_reason = $3, version = version + 1, updated_at = $2
            where id = $1 and disabled_at is null
            returning id)
        update statuslevels.deliveries as d
        set status = 'cancelled', ended_at = $2, last_error = 'endpoint_disabled'
        from disabled
        where d.channel = 'webhook' and d.endpoint_id = disabled.id and d.status = 'pending'
        """;

    /// <summary>Several that went through, in one statement.</summary>
    public async Task DeliveredAsync(
        WebhookTarget target, IReadOnlyList<(DueDelivery Delivery, Attempt Attempt)> sent, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Delivered).With(
            sent.Select(one => one.Delivery.Id).ToArray(), sent.Select(one => AttemptJson.Of(one.Attempt)).ToArray(), target.Host,
            clock.GetUtcNow(), target.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (delivery, attempt) in sent)
        {
            metrics.Tried(Channel, delivery, attempt);
        }

        metrics.Ended(Channel, "delivered", sent.Count);
    }

    /// <summary>The endpoint answers again.</summary>
    /// <param name="target">The endpoint, as it was when it was tried.</param>
    /// <param name="by">What went through.</param>
    /// <param name="failures">How often it had failed in a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RecoveredAsync(WebhookTarget target, DueDelivery by, int failures, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Recovered).With(target.Id));
        // After one failure it was that event, not the endpoint: the event goes by its own schedule.
        if (failures > 1 || by.Tries > 0)
        {
            var now = clock.GetUtcNow();
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(AllAtOnce).With(target.Id, now, by.Event!.OrganizationId, now - EndpointQueue.HoldsBack));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One that did not go through, and what follows for the endpoint unless it was a replay.</summary>
    /// <param name="target">The endpoint.</param>
    /// <param name="delivery">What was tried.</param>
    /// <param name="attempt">What came of it.</param>
    /// <param name="failures">How often the endpoint had failed in a row when this try began.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FailedAsync(
        WebhookTarget target, DueDelivery delivery, Attempt attempt, int failures, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var next = RetrySchedule.After(delivery.Tries + 1, now, attempt.RetryAfter);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            var reason = delivery.Replay
                ? null
                : await FailedAsync(transaction, target, delivery, attempt, failures, now, cancellationToken);
            await ExecuteAsync(
                transaction.Command(Failed).With(
                    delivery.Id, AttemptJson.Of(attempt), now, SqlValue.Instant(next), SqlValue.Bigint(attempt.StatusCode),
                    SqlValue.Text(attempt.Error)),
                cancellationToken);
            if (!delivery.Replay)
            {
                if (reason is not null)
                {
                    await ExecuteAsync(transaction.Command(Disable).With(target.Id, now, reason), cancellationToken);
                }

                await notices.TellAsync(transaction, target, attempt.Error, now, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        metrics.Tried(Channel, delivery, attempt);
        if (next is null)
        {
            metrics.Ended(Channel, "failed");
        }
    }

    // Why the endpoint is to be disabled; null: it is not.
    private static async Task<string?> FailedAsync(
        NpgsqlTransaction transaction, WebhookTarget target, DueDelivery delivery, Attempt attempt, int failures, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var command = transaction.Command(EndpointFailed).With(
            target.Id, failures, now, RetrySchedule.Probe(failures + 1, now, attempt.RetryAfter),
            delivery.Event!.OrganizationId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }

        return attempt.Outcome == AttemptOutcome.Gone ? "gone"
            : row.Instant(0) + LongestFailure <= now && row.GetInt32(1) >= LeastFailures ? "failing"
            : null;
    }

    private static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
