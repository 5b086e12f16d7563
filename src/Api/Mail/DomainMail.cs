using System.Text.Json;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// The notice that the proof of a site is lost, to the owners and admins of its organization, for whoever writes that down in the same
/// transaction.
/// </summary>
internal sealed class DomainMail(MailSettings settings, TimeProvider time)
{
    // $1 organization; $2 letter; $3 details; $4 now.
    private static readonly string Insert = $"""
        insert into statuslevels.deliveries
            (channel, letter, recipient, capacity, user_id, organization_id, details, created_at, next_attempt_at)
        select 'mail', $2, a.email, 'user', a.user_id, a.organization_id, $3::jsonb, $4, $4
        from ({MemberAddresses.OwnersAndAdminsOf("$1")}) as a
        where not exists (select from statuslevels.failing_addresses as f where f.address_key = a.key)
        """;

    /// <summary>What to run; null while mail is off.</summary>
    /// <param name="organization">Whose site it was.</param>
    /// <param name="domain">Its name.</param>
    /// <param name="fault">Why it is no longer proven, in a word.</param>
    public NpgsqlBatchCommand? Lost(Guid organization, string domain, string? fault)
    {
        var details = JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["domain"] = domain,
            ["date"] = Instants.Write(time.GetUtcNow()),
            ["error"] = fault,
        });
        return settings.IsOn
            ? new NpgsqlBatchCommand(Insert).With(organization, MailLetters.DomainLost, SqlValue.Json(details), time.GetUtcNow())
            : null;
    }
}
