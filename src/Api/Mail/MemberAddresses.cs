namespace StatusLevels.Api.Mail;

/// <summary>
/// Where a user is written to: at the address of the local account <c>u</c>, else at the verified one <c>i</c> of an issuer.
/// </summary>
internal static class MemberAddresses
{
    /// <summary>What belongs to both: the address, and as it is compared. There is one, and the account is not shut out.</summary>
    public const string IsWrittenTo = "coalesce(u.email, i.email) is not null and u.disabled_at is null";

    /// <summary>The two tables, joined to whoever this names: the id of an account, or the subject of a token.</summary>
    public static string Of(string user) => $$"""
        left join statuslevels.users as u
            on u.id = case when {{user}} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then {{user}}::uuid end
        left join statuslevels.known_addresses as i on i.user_id = {{user}}
        """;

    /// <summary>The owners and admins of this organization who can be written to: <c>email, key, user_id, organization_id</c>.</summary>
    public static string OwnersAndAdminsOf(string organization) => $"""
        select coalesce(u.email, i.email) as email, coalesce(u.email_key, i.address_key) as key, m.user_id, m.organization_id
        from statuslevels.organization_members as m
        {Of("m.user_id")}
        where m.organization_id = {organization} and m.role in ('owner', 'admin') and {IsWrittenTo}
        """;
}
