using System.Globalization;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Sessions;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Accounts;

/// <summary>People change their own password, with the one they have. Their other sessions end in the same transaction.</summary>
internal sealed class OwnPassword(
    AccountStore accounts, PasswordCheck check, Passwords passwords, AuditedChanges changes, PrincipalCache cache, AccountMail mail)
{
    // The row is locked against a session that is just being opened: it is either ended here, or sees the change.
    private const string Lock = $"select {UserList.Columns} from statuslevels.users where id = $1 and statuslevels.password_opens(id, $2) for update";

    /// <summary>False when the current password is another one.</summary>
    public async Task<bool> ChangeAsync(
        byte[] tokenHash, UserAccount account, string current, string wanted, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var found = await accounts.FindAsync(account.Email, cancellationToken);
        if (await check.OpenAsync(found, current, cancellationToken) is not { } opening)
        {
            return false;
        }

        var hash = passwords.Hash(wanted);
        var (isChanged, _) = await changes.RunAsync<bool>(
            origin, async change => (await ChangeAsync(change, tokenHash, account.Id, opening.Key, hash), null), cancellationToken);
        cache.Forget(Text(account.Id));
        return isChanged;
    }

    private async Task<bool> ChangeAsync(AuditedChange change, byte[] tokenHash, Guid id, byte[] openingKey, string hash)
    {
        UserReply? user;
        await using (var command = change.Command(Lock, id, openingKey))
        {
            user = await command.ReadOneAsync(UserList.Read, change.CancellationToken);
        }

        if (user is null)
        {
            return false;
        }

        await change.ExecuteAsync(UserChanges.SetPassword, user.Id, hash);
        await change.ExecuteAsync(SessionStore.RevokeOthers, user.Id, change.Now, tokenHash);
        await mail.TellPasswordChangedAsync(change, user.Id);
        await change.AuditAsync(
            AuditActions.UserUpdated, AuditSubjects.User, Text(user.Id), AuditedUser.Of(user), AuditedUser.Of(user, newPassword: true));
        return true;
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
