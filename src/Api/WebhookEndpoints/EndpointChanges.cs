using System.Globalization;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Delivery.Webhooks;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Makes, changes and removes endpoints.</summary>
internal sealed class EndpointChanges(AuditedChanges changes, SealedSecrets secrets)
{
    private const string HasRoom = """
        select count(*) < $3 from statuslevels.webhook_endpoints where owned_by = $1 and ($2 is null or organization_id = $2)
        """;

    private const string Insert = """
        insert into statuslevels.webhook_endpoints
            (id, organization_id, owned_by, url, description, event_types, content_type, max_in_flight, secret, created_at, created_by,
             updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10)
        """;

    private const string Lock = $"""
        select {EndpointRow.Columns}
        from statuslevels.webhook_endpoints as e where {EndpointRow.InSight} and e.id = $4 for update of e
        """;

    private const string Update = """
        update statuslevels.webhook_endpoints
        set url = $2, description = $3, event_types = $4, content_type = $5, max_in_flight = $6, updated_at = $7, version = version + 1
        where id = $1
        """;

    // What failed at another address says nothing of this one.
    private const string BeginAnew = """
        with health as (
            update statuslevels.webhook_endpoints
            set failing_since = null, failures = 0, next_probe_at = null, failing_lane = null, notices = 0 where id = $1)
        update statuslevels.deliveries
        set next_attempt_at = $2 where endpoint_id = $1 and status = 'pending' and channel = 'webhook'
        """;

    private const string Disable = """
        with disabled as (
            update statuslevels.webhook_endpoints
            set disabled_at = $2, disabled_reason = 'by_owner', failing_since = null, failures = 0, next_probe_at = null, failing_lane = null, notices = 0
            where id = $1)
        update statuslevels.deliveries
        set status = 'cancelled', ended_at = $2, last_error = 'endpoint_disabled'
        where endpoint_id = $1 and status = 'pending' and channel = 'webhook'
        """;

    // One that could not be read is of no use beside the new one; with it the endpoint is as good as new.
    private const string Rotate = """
        update statuslevels.webhook_endpoints
        set secret = $2, previous_secret = case when $4 then secret end, previous_expires_at = case when $4 then $3::timestamptz end,
            disabled_at = case when disabled_reason = 'secret_unreadable' then null else disabled_at end,
            disabled_reason = nullif(disabled_reason, 'secret_unreadable'),
            updated_at = $5, version = version + 1
        where id = $1
        """;

    private const string Delete = "delete from statuslevels.webhook_endpoints where id = $1";

    public async Task<(NewEndpointReply? Endpoint, AdminRefusal? Refusal)> CreateAsync(
        EndpointScope scope, EndpointRequest request, AuditOrigin origin, CancellationToken cancellationToken) =>
        await changes.RunAsync<NewEndpointReply>(
            origin,
            async change =>
            {
                await change.LockAsync(scope.Lock);
                if (!await change.IsTrueAsync(HasRoom, scope.Owner, SqlValue.Uuid(scope.Organization), scope.Most))
                {
                    return (null, AdminRefusal.TooMany);
                }

                var made = EndpointDraft.Of(scope, request, change.Now);
                await change.ExecuteAsync(
                    Insert, made.Id, SqlValue.Uuid(made.OrganizationId), made.OwnedBy, made.Url, SqlValue.Text(made.Description),
                    SqlValue.Texts(made.EventTypes), made.ContentType, made.MaxInFlight, secrets.Seal(made.Id, EndpointDraft.Bytes(made.Secret)),
                    change.Now, change.Origin.Actor.Id);
                await AuditAsync(change, AuditActions.EndpointCreated, made.Id, null, made);
                return (made, null);
            },
            cancellationToken,
            holdsSecret: true);

    public Task<(EndpointReply? Endpoint, AdminRefusal? Refusal)> ChangeAsync(
        EndpointScope scope, Guid id, EndpointChangeRequest request, IReadOnlyList<long>? expected, AuditOrigin origin,
        CancellationToken cancellationToken) =>
        RunAsync<EndpointReply>(
            scope, id, expected, origin,
            async (change, before) =>
            {
                if (request.Enabled is true && before.DisabledAt is not null)
                {
                    return (null, AdminRefusal.EndpointDisabled);
                }

                var after = EndpointDraft.Of(before, request, change.Now);
                await change.ExecuteAsync(
                    Update, id, after.Url, SqlValue.Text(after.Description), SqlValue.Texts(after.EventTypes), after.ContentType,
                    after.MaxInFlight, change.Now);
                if (after.Url != before.Url)
                {
                    await change.ExecuteAsync(BeginAnew, id, change.Now);
                }

                if (request.Enabled is false && before.DisabledAt is null)
                {
                    await change.ExecuteAsync(Disable, id, change.Now);
                }

                await AuditAsync(change, AuditActions.EndpointUpdated, id, before, after);
                return (await HoldAsync(change, scope, id), null);
            },
            cancellationToken);

    public Task<(RotationReply? Rotation, AdminRefusal? Refusal)> RotateAsync(
        EndpointScope scope, Guid id, int overlapHours, IReadOnlyList<long>? expected, AuditOrigin origin,
        CancellationToken cancellationToken) =>
        RunAsync<RotationReply>(
            scope, id, expected, origin,
            async (change, before) =>
            {
                var secret = EndpointDraft.NewSecret();
                var keeps = overlapHours > 0 && before.DisabledReason != "secret_unreadable";
                var until = keeps ? change.Now.AddHours(overlapHours) : (DateTimeOffset?)null;
                await change.ExecuteAsync(
                    Rotate, id, secrets.Seal(id, EndpointDraft.Bytes(secret)), SqlValue.Instant(until), keeps, change.Now);
                await AuditAsync(change, AuditActions.EndpointSecretRotated, id, before, await HoldAsync(change, scope, id));
                return (new RotationReply(secret, until), null);
            },
            cancellationToken,
            holdsSecret: true);

    /// <summary>Removes it, with what waits for it and the account of what it got.</summary>
    public async Task<AdminRefusal?> DeleteAsync(
        EndpointScope scope, Guid id, IReadOnlyList<long>? expected, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await RunAsync<EndpointReply>(
            scope, id, expected, origin,
            async (change, before) =>
            {
                await change.ExecuteAsync(Delete, id);
                await AuditAsync(change, AuditActions.EndpointDeleted, id, before, null);
                return (before, null);
            },
            cancellationToken);
        return refusal;
    }

    /// <summary>Runs a change of one endpoint that the scope may change, on the condition of its version.</summary>
    public Task<(T? Value, AdminRefusal? Refusal)> RunAsync<T>(
        EndpointScope scope, Guid id, IReadOnlyList<long>? expected, AuditOrigin origin,
        Func<AuditedChange, EndpointReply, Task<(T? Value, AdminRefusal? Refusal)>> make, CancellationToken cancellationToken,
        bool holdsSecret = false)
        where T : class =>
        changes.RunAsync<T>(
            origin,
            async change => await HoldAsync(change, scope, id) switch
            {
                null => (null, AdminRefusal.NotFound),
                // An organization sees what the platform keeps for it, and leaves it alone.
                { } before when before.OwnedBy != scope.Owner => (null, AdminRefusal.NotYours),
                { } before when expected is not null && !expected.Contains(before.Version) => (null, AdminRefusal.VersionMismatch),
                { } before => await make(change, before),
            },
            cancellationToken,
            holdsSecret);

    /// <summary>The endpoint as it is now, held until the change ends.</summary>
    public static async Task<EndpointReply?> HoldAsync(AuditedChange change, EndpointScope scope, Guid id)
    {
        await using var command = change.Command(Lock, change.Now, scope.Owner, SqlValue.Uuid(scope.Organization), id);
        return await command.ReadOneAsync(EndpointRow.Read, change.CancellationToken);
    }

    public static Task AuditAsync(AuditedChange change, string action, Guid id, EndpointReply? before, EndpointReply? after) =>
        change.AuditAsync(
            action, AuditSubjects.WebhookEndpoint, id.ToString("D", CultureInfo.InvariantCulture),
            before is null ? null : AuditedEndpoint.Of(before), after is null ? null : AuditedEndpoint.Of(after));
}
