using System.Text.Json;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Links for those who forgot their password. Asking writes one row, whoever has the address: neither the answer nor its time tells whether
/// there is such an account. That is found out when the mail's turn comes.
/// </summary>
internal sealed class ForgottenPasswords(NpgsqlDataSource database, TimeProvider time)
{
    // $1 the address as it is compared; $2 details; $3 now; $4 an hour before; $5 how many an hour.
    private const string Insert = """
        insert into statuslevels.deliveries (channel, letter, recipient, capacity, details, created_at, next_attempt_at)
        select 'mail', 'reset', $1, 'user', $2::jsonb, $3, $3
        where (select count(*) from statuslevels.deliveries where letter = 'reset' and recipient = $1 and created_at > $4) < $5
        """;

    // Who has neither a password nor an invitation signs in elsewhere. Links that were asked for before this one count.
    private const string Account = """
        select u.id::text, u.email, u.display_name, u.locale
        from statuslevels.deliveries as d
        join statuslevels.users as u on u.email_key = d.recipient
        where d.id = $1 and u.disabled_at is null
          and (statuslevels.password_recipe_of(u.email_key) is not null
               or exists (select from statuslevels.mail_links as l where l.user_id = u.id and l.purpose = 'invitation'))
          and (select count(*) from statuslevels.deliveries as o
               where o.letter in ('reset', 'invitation') and o.status <> 'cancelled' and (o.user_id = u.id::text or o.recipient = u.email_key)
                 and o.created_at > d.created_at - interval '1 hour' and (o.created_at, o.id) < (d.created_at, d.id)) < $2
        """;

    /// <summary>What was asked stands in the database when this ends; a fourth time in an hour changes nothing.</summary>
    public async Task AskAsync(string email, string locale, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var details = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["locale"] = locale });
        await using var command = database.CreateCommand(Insert).With(
            EmailAddress.Key(email), SqlValue.Json(details), now, now - AccountMail.LinksSpan, AccountMail.LinksPerSpan);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The mail with the account that it is for; as it is, when there is none that may have a link now.</summary>
    public async Task<WaitingMail> WithAccountAsync(WaitingMail mail, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Account).With(mail.Delivery.Id, AccountMail.LinksPerSpan);
        return await command.ReadOneAsync(
            row => mail with
            {
                Delivery = mail.Delivery with { UserId = row.GetString(0) },
                IsActive = true,
                AccountEmail = row.GetString(1),
                AccountName = row.GetString(2),
                AccountLocale = row.TextOrNull(3),
            },
            cancellationToken) ?? mail;
    }
}
