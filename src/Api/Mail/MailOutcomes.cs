using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>What came of a mail.</summary>
internal sealed record MailOutcome(WaitingMail Mail, Attempt Attempt);

/// <summary>
/// Writes down what came of mails, several in one statement, with where the event was told; and keeps their links before.
/// </summary>
internal sealed class MailOutcomes(NpgsqlDataSource database, DeliveryMetrics metrics, TimeProvider time)
{
    private const string Channel = "mail";

    // What is cancelled was not tried. Of an organization that was forgotten meanwhile nothing is there to be written to.
    private const string Write = """
        with ended as (
            update statuslevels.deliveries as d
            set status = r.status, ended_at = case when r.status <> 'pending' then $8 end, tries = d.tries + r.tried,
                attempts = case when r.tried = 1 then d.attempts || r.attempt else d.attempts end,
                next_attempt_at = coalesce(r.next_at, d.next_attempt_at),
                first_failed_at = case when r.status = 'delivered' then d.first_failed_at when r.tried = 1 then coalesce(d.first_failed_at, $8) end,
                last_status_code = (r.attempt ->> 'status_code')::integer, last_error = r.attempt ->> 'error', user_id = r.user_id
            from unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[], $5::timestamptz[], $6::text[], $7::text[], $9::text[])
                as r (id, status, tried, attempt, next_at, target, failing, user_id)
            where d.id = r.id and d.status = 'pending'
            returning d.letter, d.organization_id, d.epoch, d.number, d.also, r.status, r.target, r.failing, r.attempt ->> 'error' as error),
        told as (
            insert into statuslevels.told (organization_id, epoch, number, channel, target, delivered_at)
            select distinct e.organization_id, e.epoch, n, 'mail', e.target, $8
            from ended as e cross join unnest(e.number || coalesce(e.also, '{}')) as n
            where e.status = 'delivered' and e.letter = 'status'
            on conflict do nothing)
        insert into statuslevels.failing_addresses as f (address_key, failing_since, reason)
        select e.failing, $8, left(max(e.error), 500) from ended as e where e.failing is not null group by e.failing
        on conflict (address_key) do update set reason = excluded.reason
        """;

    // A contact that a release before wrote has no row yet.
    private const string Keep = """
        with contacts as (
            insert into statuslevels.organization_contacts (organization_id, email, address_key, added_at, confirmed_at)
            select distinct l.organization_id, l.email, l.key, $8, $8
            from unnest($2::text[], $3::uuid[], $4::text[], $5::text[]) as l (purpose, organization_id, email, key)
            join statuslevels.organizations as o on o.organization_id = l.organization_id
            where l.email is not null
            on conflict do nothing)
        insert into statuslevels.mail_links (token_hash, purpose, organization_id, email, user_id, created_at, expires_at)
        select l.hash, l.purpose, l.organization_id, l.email, l.user_id, $8, l.expires_at
        from unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[], $6::uuid[], $7::timestamptz[])
            as l (hash, purpose, organization_id, email, user_id, expires_at)
        where (l.email is null or exists (select from statuslevels.organizations as o where o.organization_id = l.organization_id))
          and (l.user_id is null or exists (select from statuslevels.users as u where u.id = l.user_id))
        """;

    /// <summary>Keeps the links of mails that are about to be sent.</summary>
    public async Task KeepAsync(IReadOnlyList<ComposedMail> mails, CancellationToken cancellationToken)
    {
        var links = mails.SelectMany(mail => mail.Links.Select(link => (mail.Mail, Link: link))).ToArray();
        if (links.Length == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(Keep).With(
            links.Select(one => LinkToken.Hash(one.Link.Token)!).ToArray(),
            links.Select(one => Words.Of(one.Link.Purpose)).ToArray(),
            links.Select(one => IsContacts(one.Link) ? one.Mail.OrganizationId : null).ToArray(),
            links.Select(one => IsContacts(one.Link) ? one.Mail.Delivery.Recipient : null).ToArray(),
            links.Select(one => EmailAddress.Key(one.Mail.Delivery.Recipient!)).ToArray(),
            links.Select(one => IsContacts(one.Link) ? (Guid?)null : Guid.Parse(one.Mail.Delivery.UserId!)).ToArray(),
            links.Select(one => one.Link.ExpiresAt).ToArray(),
            time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task WriteAsync(IReadOnlyList<MailOutcome> outcomes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = outcomes.Select(outcome => (outcome.Mail, outcome.Attempt, Next: Next(outcome, now))).ToArray();
        await using var command = database.CreateCommand(Write).With(
            rows.Select(row => row.Mail.Delivery.Id).ToArray(),
            rows.Select(row => Status(row.Attempt, row.Next)).ToArray(),
            rows.Select(row => row.Attempt.Outcome == AttemptOutcome.Cancelled ? 0 : 1).ToArray(),
            rows.Select(row => AttemptJson.Of(row.Attempt)).ToArray(),
            rows.Select(row => row.Next).ToArray(),
            rows.Select(row => MaskedAddress.Of(row.Mail.Delivery.Recipient!)).ToArray(),
            rows.Select(
                row =>
                    row.Attempt.Outcome == AttemptOutcome.Refused
                        ? EmailAddress.Key(row.Mail.AccountEmail ?? row.Mail.Delivery.Recipient!)
                        : null).ToArray(),
            now,
            rows.Select(row => row.Mail.Delivery.UserId).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (mail, attempt, next) in rows)
        {
            if (attempt.Outcome != AttemptOutcome.Cancelled)
            {
                metrics.Tried(Channel, mail.Delivery, attempt);
            }

            if (Status(attempt, next) is not "pending" and var status)
            {
                metrics.Ended(Channel, status);
            }
        }
    }

    private static DateTimeOffset? Next(MailOutcome outcome, DateTimeOffset now) => outcome.Attempt.Outcome == AttemptOutcome.Failed
        ? RetrySchedule.After(outcome.Mail.Delivery.Tries + 1, now, outcome.Attempt.RetryAfter)
        : null;

    private static string Status(Attempt attempt, DateTimeOffset? next) => attempt.Outcome switch
    {
        AttemptOutcome.Delivered => "delivered",
        AttemptOutcome.Cancelled => "cancelled",
        AttemptOutcome.Failed when next is not null => "pending",
        _ => "failed",
    };

    private static bool IsContacts(MailLink link) => link.Purpose is LinkPurpose.Unsubscribe or LinkPurpose.Confirmation;
}
