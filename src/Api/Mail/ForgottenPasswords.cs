using System.Net;
using System.Text.Json;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Limits;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Takes down who forgot a password. That writes one row, whoever has the address: neither the answer nor its time tells whether there is
/// such an account, which is found out when the mail's turn comes (<see cref="MailQueue"/>).
/// </summary>
internal sealed class ForgottenPasswords(MailSettings mail, ResetLimiter limiter, NpgsqlDataSource database, TimeProvider time)
{
    // $1 the address as it is compared; $2 details; $3 now; $4 since when links count; $5 how many there may be.
    private const string Insert = """
        insert into statuslevels.deliveries (channel, letter, recipient, capacity, details, created_at, next_attempt_at)
        select 'mail', 'reset', $1, 'user', $2::jsonb, $3, $3
        where (select count(*) from statuslevels.deliveries where letter = 'reset' and recipient = $1 and created_at > $4) < $5
        """;

    /// <summary>
    /// Takes the wish down. What was asked stands in the database when this ends; one time too many in an hour changes nothing.
    /// </summary>
    /// <returns>Null: whoever has such an account is sent a link. Otherwise why nobody is.</returns>
    /// <exception cref="ProblemException">This is no address.</exception>
    public async Task<Problem?> AskAsync(string email, IPAddress? caller, string locale)
    {
        if (!mail.IsOn)
        {
            return MailProblems.Off;
        }

        new FieldErrors().AddIf(!EmailAddress.IsValid(email), "email", EmailAddress.Expected).ThrowIfAny();
        if (limiter.Refuse(caller) is { } pause)
        {
            return CallLimits.TooMany(pause);
        }

        var now = time.GetUtcNow();
        var details = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["locale"] = locale });
        await using var command = database.CreateCommand(Insert).With(
            EmailAddress.Key(email), SqlValue.Json(details), now, now - AccountMail.LinksSpan, AccountMail.LinksPerSpan);
        // Who gives up waiting has asked all the same.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        return null;
    }
}
