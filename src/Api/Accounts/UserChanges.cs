using System.Globalization;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Sessions;

namespace StatusLevels.Api.Accounts;

/// <summary>A change of a local account.</summary>
/// <param name="DisplayName">Null: stays.</param>
/// <param name="PasswordHash">Null: stays.</param>
/// <param name="Disabled">Null: stays.</param>
/// <param name="NamesRole">Whether <paramref name="PlatformRole"/> is set, to null too.</param>
/// <param name="PlatformRole">The role from now on.</param>
internal sealed record UserChange(string? DisplayName, string? PasswordHash, bool? Disabled, bool NamesRole, string? PlatformRole);

/// <summary>
/// Makes, changes and removes local accounts. Whoever is shut out, loses the role or gets another password is signed out everywhere in the
/// same transaction, and one enabled platform admin is always left.
/// </summary>
internal sealed class UserChanges(AuditedChanges changes, PrincipalCache cache, AccountMail mail)
{
    private const string Insert = """
        insert into statuslevels.users (id, email, email_key, display_name, password_hash, platform_role, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    // The row is locked against a session that is just being opened: it is either ended here, or sees the change.
    private const string Lock = $"select {UserList.Columns} from statuslevels.users where id = $1 for update";

    private const string Update = "update statuslevels.users set display_name = $2, platform_role = $3, disabled_at = $4 where id = $1";

    /// <summary>Gives the account $1 the hash $2.</summary>
    public const string SetPassword = "update statuslevels.users set password_hash = $2 where id = $1";

    private const string Delete = "delete from statuslevels.users where id = $1";

    private const string RemovePreferences = "delete from statuslevels.mail_preferences where user_id = $1";

    private const string RemoveFailure = """
        delete from statuslevels.failing_addresses as f using statuslevels.users as u
        where u.id = $1 and f.address_key = u.email_key
          and not exists (select from statuslevels.organization_contacts as c where c.address_key = f.address_key)
        """;

    private const string RemoveWaiting = "delete from statuslevels.deliveries where user_id = $1 and status = 'pending'";

    // That something was sent stays; to where does not.
    private const string RemoveAddress = "update statuslevels.deliveries set recipient = id::text where user_id = $1";

    private const string HasOtherAdmin = """
        select exists (select from statuslevels.users where platform_role = 'platform_admin' and disabled_at is null and id <> $1)
        """;

    public Task<(UserReply? User, AdminRefusal? Refusal)> CreateAsync(
        string email, string displayName, string? passwordHash, string? platformRole, string? invitedIn, AuditOrigin origin,
        CancellationToken cancellationToken) =>
        changes.RunAsync<UserReply>(
            origin,
            async change =>
            {
                var user = new UserReply(
                    Guid.CreateVersion7(change.Now), email, displayName, platformRole, Disabled: false, change.Now, DisabledAt: null);
                await change.ExecuteAsync(
                    Insert, user.Id, email, EmailAddress.Key(email), displayName, passwordHash, platformRole, change.Now);
                await change.AuditAsync(
                    AuditActions.UserCreated, AuditSubjects.User, Text(user.Id), null, AuditedUser.Of(user, passwordHash is not null));
                return (user, invitedIn is null ? null : await mail.InviteAsync(change, user.Id, invitedIn));
            },
            cancellationToken);

    public async Task<(UserReply? User, AdminRefusal? Refusal)> ChangeAsync(
        Guid id, UserChange wanted, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await changes.RunAsync<UserReply>(origin, change => ChangeAsync(change, id, wanted), cancellationToken);
        cache.Forget(Text(id));
        return outcome;
    }

    /// <summary>Ends all sessions of the account, on whatever device.</summary>
    public async Task<AdminRefusal?> SignOutAsync(Guid id, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<UserReply>(
            origin,
            async change =>
            {
                if (await LockAsync(change, id) is not { } user)
                {
                    return (null, AdminRefusal.NotFound);
                }

                await change.ExecuteAsync(SessionStore.RevokeAll, id, change.Now);
                await change.AuditAsync(
                    AuditActions.UserSignedOut, AuditSubjects.User, Text(id), AuditedUser.Of(user), AuditedUser.Of(user));
                return (user, null);
            },
            cancellationToken);
        cache.Forget(Text(id));
        return refusal;
    }

    /// <summary>Removes the account with its sessions and memberships.</summary>
    public async Task<AdminRefusal?> DeleteAsync(Guid id, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<UserReply>(origin, change => DeleteAsync(change, id), cancellationToken);
        cache.Forget(Text(id));
        return refusal;
    }

    private async Task<(UserReply? User, AdminRefusal? Refusal)> ChangeAsync(AuditedChange change, Guid id, UserChange wanted)
    {
        if (await LockAsync(change, id) is not { } before)
        {
            return (null, AdminRefusal.NotFound);
        }

        var disabled = wanted.Disabled ?? before.Disabled;
        var after = before with
        {
            DisplayName = wanted.DisplayName ?? before.DisplayName,
            PlatformRole = wanted.NamesRole ? wanted.PlatformRole : before.PlatformRole,
            Disabled = disabled,
            DisabledAt = disabled ? before.DisabledAt ?? change.Now : null,
        };
        if (IsAdmin(before) && !IsAdmin(after) && !await change.IsTrueAsync(HasOtherAdmin, id))
        {
            return (null, AdminRefusal.LastPlatformAdmin);
        }

        if (after == before && wanted.PasswordHash is null)
        {
            return (before, null);
        }

        await change.ExecuteAsync(Update, id, after.DisplayName, after.PlatformRole, after.DisabledAt);
        if (wanted.PasswordHash is { } hash)
        {
            await change.ExecuteAsync(SetPassword, id, hash);
            await mail.TellPasswordChangedAsync(change, id);
        }

        if (wanted.PasswordHash is not null || after.Disabled || IsDemoted(before.PlatformRole, after.PlatformRole))
        {
            await change.ExecuteAsync(SessionStore.RevokeAll, id, change.Now);
        }

        await change.AuditAsync(
            AuditActions.UserUpdated, AuditSubjects.User, Text(id), AuditedUser.Of(before),
            AuditedUser.Of(after, wanted.PasswordHash is not null));
        return (after, null);
    }

    private static async Task<(UserReply? User, AdminRefusal? Refusal)> DeleteAsync(AuditedChange change, Guid id)
    {
        if (await LockAsync(change, id) is not { } user)
        {
            return (null, AdminRefusal.NotFound);
        }

        if (IsAdmin(user) && !await change.IsTrueAsync(HasOtherAdmin, id))
        {
            return (null, AdminRefusal.LastPlatformAdmin);
        }

        await Memberships.RemoveAllAsync(change, Text(id));
        await change.ExecuteAsync(RemovePreferences, Text(id));
        await change.ExecuteAsync(RemoveFailure, id);
        await change.ExecuteAsync(RemoveWaiting, Text(id));
        await change.ExecuteAsync(RemoveAddress, Text(id));
        await change.ExecuteAsync(Delete, id);
        await change.AuditAsync<AuditedUser>(AuditActions.UserDeleted, AuditSubjects.User, Text(id), AuditedUser.Of(user), null);
        return (user, null);
    }

    /// <summary>One at a time may take an admin away: otherwise two of two could, each seeing the other one stay.</summary>
    private static async Task<UserReply?> LockAsync(AuditedChange change, Guid id)
    {
        await change.LockAsync(AccountStore.AdminsLock);
        await using var command = change.Command(Lock, id);
        await using var row = await command.ExecuteReaderAsync(change.CancellationToken);
        return await row.ReadAsync(change.CancellationToken) ? UserList.Read(row) : null;
    }

    private static bool IsAdmin(UserReply user) => user is { PlatformRole: PlatformRoles.PlatformAdmin, Disabled: false };

    private static bool IsDemoted(string? before, string? after) =>
        before != after && before is not null && after != PlatformRoles.PlatformAdmin;

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
