using System.Globalization;
using System.Text.Json;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Invitations, and what links of mails do to accounts: each is good once; acting on one ends all sessions and signs nobody in.
/// </summary>
internal sealed class AccountMail(AuditedChanges changes, Passwords passwords, PrincipalCache cache, MailSettings mail)
{
    /// <summary>How many links an account is sent within <see cref="LinksSpan"/>.</summary>
    public const int LinksPerSpan = 3;

    public static readonly TimeSpan LinksSpan = TimeSpan.FromHours(1);

    private const string Enqueue = """
        insert into statuslevels.deliveries (channel, letter, recipient, capacity, user_id, details, created_at, next_attempt_at)
        select 'mail', $2, u.email, 'user', u.id::text, $3::jsonb, $4, $4 from statuslevels.users as u where u.id = $1 and u.disabled_at is null
        """;

    private const string MayHaveLink = """
        select count(*) < $2 from statuslevels.deliveries
        where letter in ('reset', 'invitation') and created_at > $3
          and (user_id = $1 or recipient = (select email_key from statuslevels.users where id = $1::uuid))
        """;

    private const string Account = $"select {UserList.Columns} from statuslevels.users where id = $1 for update";

    private const string Linked = """
        select u.id, u.email, u.display_name, u.platform_role, u.created_at, u.disabled_at
        from statuslevels.mail_links as l join statuslevels.users as u on u.id = l.user_id
        where l.token_hash = $1 and l.purpose = $2 and l.expires_at > $3 and u.disabled_at is null
        for update
        """;

    private const string UseUp = "delete from statuslevels.mail_links where user_id = $1";

    /// <summary>Tells the account's address of its new password, in the transaction that sets it.</summary>
    public Task TellPasswordChangedAsync(AuditedChange change, Guid user) => EnqueueAsync(
        change, user, MailLetters.PasswordChanged,
        JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["at"] = Instants.Write(change.Now) }));

    /// <summary>Sends a link that sets the first password, in the transaction that makes the account or asks again.</summary>
    public async Task<AdminRefusal?> InviteAsync(AuditedChange change, Guid user, string locale)
    {
        if (!await change.IsTrueAsync(MayHaveLink, Text(user), LinksPerSpan, change.Now - LinksSpan))
        {
            return AdminRefusal.TooManyLinks;
        }

        await EnqueueAsync(change, user, MailLetters.Invitation, Locale(locale));
        return null;
    }

    /// <summary>Sends the invitation of an account again.</summary>
    public async Task<AdminRefusal?> InviteAgainAsync(Guid user, string locale, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<UserReply>(
            origin,
            async change =>
            {
                var account = await ReadAsync(change, Account, user);
                return account switch
                {
                    null => (null, AdminRefusal.NotFound),
                    { Disabled: true } => (null, AdminRefusal.AccountDisabled),
                    _ => (account, await InviteAsync(change, user, locale)),
                };
            },
            cancellationToken);
        return refusal;
    }

    /// <summary>Sets the password that a link stands for.</summary>
    /// <returns>Null: it is set. Otherwise what is wrong.</returns>
    public async Task<Problem?> SetPasswordAsync(
        string? token, LinkPurpose purpose, string password, AuditOrigin origin, CancellationToken cancellationToken)
    {
        if (LinkToken.Hash(token) is not { } hash)
        {
            return MailProblems.LinkIsOver;
        }

        Problem? problem = MailProblems.LinkIsOver;
        var (user, _) = await changes.RunAsync<UserReply>(
            origin,
            async change =>
            {
                await using var command = change.Command(Linked, hash, Words.Of(purpose), change.Now);
                if (await command.ReadOneAsync(UserList.Read, change.CancellationToken) is not { } account)
                {
                    return (null, null);
                }

                if (PasswordRules.Objection(password, account.Email, account.DisplayName) is { } objection)
                {
                    problem = new FieldErrors().Add("password", objection).ToProblem();
                    return (null, null);
                }

                await change.ExecuteAsync(UserChanges.SetPassword, account.Id, passwords.Hash(password));
                await change.ExecuteAsync(UseUp, account.Id);
                await change.ExecuteAsync(SessionStore.RevokeAll, account.Id, change.Now);
                var byAccount = change.By(new Actor(ActorKind.User, Text(account.Id)));
                await byAccount.AuditAsync(
                    AuditActions.UserUpdated, AuditSubjects.User, Text(account.Id), AuditedUser.Of(account),
                    AuditedUser.Of(account, newPassword: true));
                await TellPasswordChangedAsync(change, account.Id);
                problem = null;
                return (account, null);
            },
            cancellationToken);
        if (user is not null)
        {
            cache.Forget(Text(user.Id));
        }

        return problem;
    }

    private Task EnqueueAsync(AuditedChange change, Guid user, string letter, string details) =>
        mail.IsOn ? change.ExecuteAsync(Enqueue, user, letter, SqlValue.Json(details), change.Now) : Task.CompletedTask;

    private static async Task<UserReply?> ReadAsync(AuditedChange change, string sql, object key)
    {
        await using var command = change.Command(sql, key);
        return await command.ReadOneAsync(UserList.Read, change.CancellationToken);
    }

    private static string Locale(string locale) =>
        JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["locale"] = locale });

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
