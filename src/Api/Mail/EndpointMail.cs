using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>The three notices about a webhook endpoint, for whoever writes that down in the same transaction.</summary>
internal sealed class EndpointMail(MailSettings settings, TimeProvider time)
{
    // $1 endpoint; $2 letter; $3 details; $4 now. An organization's own goes to its owners and admins, the platform's to platform admins.
    private static readonly string Insert = $"""
        insert into statuslevels.deliveries
            (channel, letter, recipient, capacity, user_id, organization_id, details, created_at, next_attempt_at)
        select 'mail', $2, a.email, 'user', a.user_id, a.organization_id, $3::jsonb, $4, $4
        from statuslevels.webhook_endpoints as e
        cross join lateral (
            select u.email, u.email_key as key, u.id::text as user_id, null::uuid as organization_id
            from statuslevels.users as u
            where e.owned_by = 'platform' and u.platform_role = 'platform_admin' and u.disabled_at is null
            union all
            {MemberAddresses.OwnersAndAdminsOf("e.organization_id")} and e.owned_by = 'organization') as a
        where e.id = $1 and not exists (select from statuslevels.failing_addresses as f where f.address_key = a.key)
        """;

    /// <summary>What to run; null while mail is off.</summary>
    /// <param name="endpoint">Which endpoint.</param>
    /// <param name="letter">One of <see cref="MailLetters.EndpointFailing"/>, its end and its being disabled.</param>
    /// <param name="details">JSON as <see cref="MailLetters.EndpointFailing"/> says.</param>
    public NpgsqlBatchCommand? Command(Guid endpoint, string letter, string details) => settings.IsOn
        ? new NpgsqlBatchCommand(Insert).With(endpoint, letter, SqlValue.Json(details), time.GetUtcNow())
        : null;
}
