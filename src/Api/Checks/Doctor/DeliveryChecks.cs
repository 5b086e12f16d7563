using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>What leaves the product: events, webhooks, mail.</summary>
internal sealed class DeliveryChecks(DatabaseSight sight, TimeProvider clock)
{
    private const string Unnumbered = """
        select count(*), min(created_at) from (
            select created_at from statuslevels.outbox where delivered_at is null order by created_at limit 100000) as waiting
        """;

    private const string Waiting = """
        select count(*), min(d.created_at) from statuslevels.deliveries as d
        join statuslevels.webhook_endpoints as e on e.id = d.endpoint_id and e.failures = 0 and e.disabled_at is null
        where d.status = 'pending' and d.channel = 'webhook' and not d.replay
        """;

    private const string Endpoints = """
        select count(*) filter (where disabled_at is null and failures > 0),
               count(*) filter (where disabled_reason in ('gone', 'failing')),
               count(*) filter (where disabled_reason = 'secret_unreadable'), count(*)
        from statuslevels.webhook_endpoints
        """;

    // Each refusal moves the next attempt: how long it goes on is seen from the first.
    private const string Mails = """
        select count(*), min(least(next_attempt_at, first_failed_at)) from statuslevels.deliveries where status = 'pending' and channel = 'mail'
        """;

    private const string Untold = "select count(*) from statuslevels.untold_notices where fanned_out_at > $1";

    private const string Addresses = """
        select count(*), count(f.address_key)
        from statuslevels.organization_contacts as c
        left join statuslevels.failing_addresses as f on f.address_key = c.address_key
        """;

    private const int Tolerated = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public IEnumerable<Check> All() =>
    [
        sight.After(DoctorRules.Events, (database, token) => UnlessHeldAsync(database, Unnumbered, Minute, 10 * Minute, token)),
        sight.After(DoctorRules.Held, HeldAsync),
        sight.After(DoctorRules.Waiting, (database, token) => UnlessHeldAsync(database, Waiting, 5 * Minute, Hour, token)),
        AfterEndpoints(DoctorRules.Failing, CheckStatus.Warn, found => found.Failing),
        AfterEndpoints(DoctorRules.Disabled, CheckStatus.Warn, found => found.Disabled),
        AfterEndpoints(DoctorRules.Unreadable, CheckStatus.Fail, found => found.Unreadable),
        sight.After(DoctorRules.Mails, (database, token) => UnlessHeldAsync(database, Mails, 15 * Minute, 4 * Hour, token)),
        sight.After(DoctorRules.Untold, UntoldAsync),
        sight.After(DoctorRules.Addresses, AddressesAsync),
    ];

    private static async Task<Finding> HeldAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        await DeliveryHold.ReasonAsync(database, cancellationToken) is null
            ? Finding.Ok($"they are")
            : Finding.Warn($"nothing is sent: the database was restored or copied, or an operator said 'hold'");

    private async Task<Finding> UnlessHeldAsync(
        NpgsqlDataSource database, string sql, TimeSpan late, TimeSpan tooLate, CancellationToken cancellationToken)
    {
        if (await DeliveryHold.ReasonAsync(database, cancellationToken) is not null)
        {
            return Finding.Ok($"all of it waits, as it should while delivery is held");
        }

        await using var command = database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (count, now) = (row.GetInt64(0), clock.GetUtcNow());
        var waits = now - (row.InstantOrNull(1) ?? now);
        return waits switch
        {
            _ when count == 0 => Finding.Ok($"nothing waits"),
            _ when waits > tooLate => Finding.Fail($"{count} wait, the oldest for {waits}"),
            _ when waits > late => Finding.Warn($"{count} wait, the oldest for {waits}"),
            _ => Finding.Ok($"{count} wait, none for long"),
        };
    }

    private Check AfterEndpoints(
        CheckRule rule, CheckStatus status, Func<EndpointCounts, long> some) => sight.After(rule, async (database, token) =>
    {
        await using var command = database.CreateCommand(Endpoints);
        var counts = await command.ReadOneAsync(
            row => new EndpointCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), token);
        var found = some(counts!);
        return Finding.If(found > 0, status, $"{found} of {counts!.All}");
    });

    private async Task<Finding> UntoldAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Untold).With(clock.GetUtcNow() - Day);
        return await command.ExecuteScalarAsync(cancellationToken) is long and > 0 and var untold
            ? Finding.Warn($"{untold} of the last day had nobody to be told")
            : Finding.Ok($"none");
    }

    private static async Task<Finding> AddressesAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Addresses);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (contacts, failing) = (row.GetInt64(0), row.GetInt64(1));
        return failing * Tolerated > contacts
            ? Finding.Warn($"{failing} of {contacts} contacts take no mail")
            : Finding.Ok($"{failing} of {contacts} contacts");
    }

    private sealed record EndpointCounts(long Failing, long Disabled, long Unreadable, long All);
}
