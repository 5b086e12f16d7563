using Npgsql;
using StatusLevels.Api.Audit;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Who acts for which organization. Members need no local account: an identity provider may know them.</summary>
internal sealed class Memberships(NpgsqlDataSource database, AuditedChanges changes, PrincipalCache cache)
{
    private const string Page = """
        select user_id, role, added_at
        from statuslevels.organization_members
        where organization_id = $1 and ($2 is null or user_id > $2)
        order by user_id
        limit $3
        """;

    private const string Find = "select user_id, role, added_at from statuslevels.organization_members where organization_id = $1 and user_id = $2 for update";

    private const string Put = """
        insert into statuslevels.organization_members (organization_id, user_id, role, added_at) values ($1, $2, $3, $4)
        on conflict (organization_id, user_id) do update set role = $3
        """;

    private const string Remove = "delete from statuslevels.organization_members where organization_id = $1 and user_id = $2";

    private const string RemoveOfUser = "delete from statuslevels.organization_members where user_id = $1 returning organization_id, role";

    /// <summary>The members of an organization, in order of their ids.</summary>
    public async Task<IReadOnlyList<MemberReply>> ReadAsync(Guid organization, string? after, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page).With(organization, SqlValue.Text(after), take);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <summary>Makes somebody a member, or gives a member another role.</summary>
    public async Task<MemberReply> PutAsync(
        Guid organization, string userId, MemberRole role, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (member, _) = await changes.RunAsync<MemberReply>(
            origin,
            async change => ((await PutAsync(change, organization, userId, role)).Member, null),
            cancellationToken);
        cache.Forget(userId);
        return member!;
    }

    /// <summary>The same, as long as the member still has the role that the caller knows of.</summary>
    /// <param name="organization">Of which organization.</param>
    /// <param name="userId">Who.</param>
    /// <param name="role">What they may do from now on.</param>
    /// <param name="known">Their role so far; null: they are no member.</param>
    /// <param name="origin">Who wants it.</param>
    /// <param name="cancellationToken">Stops it before it is begun.</param>
    public async Task<AdminRefusal?> PutKnownAsync(
        Guid organization, string userId, MemberRole role, string? known, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<MemberReply>(
            origin,
            async change =>
            {
                var before = await HoldAsync(change, organization, userId);
                return before?.Role == known
                    ? ((await PutAsync(change, organization, userId, before, role)).Member, null)
                    : (null, AdminRefusal.VersionMismatch);
            },
            cancellationToken);
        cache.Forget(userId);
        return refusal;
    }

    /// <summary>The same as part of a greater change; says whether anything is another than before.</summary>
    public static async Task<(MemberReply Member, bool IsChanged)> PutAsync(
        AuditedChange change, Guid organization, string userId, MemberRole role) =>
        await PutAsync(change, organization, userId, await HoldAsync(change, organization, userId), role);

    private static async Task<(MemberReply Member, bool IsChanged)> PutAsync(
        AuditedChange change, Guid organization, string userId, MemberReply? before, MemberRole role)
    {
        var after = new MemberReply(userId, Words.Of(role), before?.AddedAt ?? change.Now);
        if (after == before)
        {
            return (after, false);
        }

        await change.ExecuteAsync(Put, organization, userId, after.Role, change.Now);
        await AuditAsync(change, organization, before is null ? AuditActions.MemberAdded : AuditActions.MemberRoleChanged, before, after);
        return (after, true);
    }

    public async Task<AdminRefusal?> RemoveAsync(Guid organization, string userId, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var (_, refusal) = await changes.RunAsync<MemberReply>(
            origin,
            async change =>
            {
                if (await HoldAsync(change, organization, userId) is not { } before)
                {
                    return (null, AdminRefusal.NotFound);
                }

                await change.ExecuteAsync(Remove, organization, userId);
                await AuditAsync(change, organization, AuditActions.MemberRemoved, before, null);
                return (before, null);
            },
            cancellationToken);
        cache.Forget(userId);
        return refusal;
    }

    /// <summary>Removes somebody from every organization, as part of a greater change.</summary>
    public static async Task RemoveAllAsync(AuditedChange change, string userId)
    {
        await using var command = change.Command(RemoveOfUser, userId);
        var removed = await command.ReadAllAsync(
            row => (row.GetGuid(0), new MemberReply(userId, row.GetString(1), change.Now)), change.CancellationToken);
        foreach (var (organization, member) in removed)
        {
            await AuditAsync(change, organization, AuditActions.MemberRemoved, member, null);
        }
    }

    private static Task AuditAsync(AuditedChange change, Guid organization, string action, MemberReply? before, MemberReply? after) =>
        change.AuditAsync(action, AuditSubjects.Organization, OrganizationLock.Text(organization), Audited(before), Audited(after));

    private static AuditedMember? Audited(MemberReply? member) => member is null ? null : new(member.UserId, member.Role);

    private static async Task<MemberReply?> HoldAsync(AuditedChange change, Guid organization, string userId)
    {
        await change.LockAsync(OrganizationLock.Of(organization));
        await using var command = change.Command(Find, organization, userId);
        return await command.ReadOneAsync(Read, change.CancellationToken);
    }

    private static MemberReply Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.Instant(2));
}
