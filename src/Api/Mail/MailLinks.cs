using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>What the links in mails do to contacts.</summary>
internal sealed class MailLinks(NpgsqlDataSource database, TimeProvider time)
{
    private const string Contact = """
        select l.organization_id, l.email, o.name
        from statuslevels.mail_links as l join statuslevels.organizations as o on o.organization_id = l.organization_id
        where l.token_hash = $1 and l.purpose = $2 and (l.expires_at is null or l.expires_at > $3)
        """;

    private const string Mute = """
        update statuslevels.organization_contacts as c set muted_at = coalesce(c.muted_at, $2)
        from statuslevels.mail_links as l
        where l.token_hash = $1 and l.purpose = 'unsubscribe' and (c.organization_id, c.email) = (l.organization_id, l.email)
        """;

    // It has arrived, and somebody wants it: whatever stood against it is over.
    private const string Confirm = """
        with used as (
            delete from statuslevels.mail_links where token_hash = $1 and purpose = 'confirmation' and expires_at > $2
            returning organization_id, email),
        confirmed as (
            update statuslevels.organization_contacts as c set confirmed_at = coalesce(c.confirmed_at, $2), muted_at = null
            from used where (c.organization_id, c.email) = (used.organization_id, used.email)
            returning c.address_key)
        delete from statuslevels.failing_addresses where address_key in (select address_key from confirmed)
        """;

    private const string Fail = """
        insert into statuslevels.failing_addresses (address_key, failing_since, reason) values ($1, $2, $3)
        on conflict (address_key) do update set reason = excluded.reason
        """;

    /// <summary>Whom the link is about; null when it opens nothing.</summary>
    public async Task<LinkedContact?> FindAsync(string? token, LinkPurpose purpose, CancellationToken cancellationToken)
    {
        if (LinkToken.Hash(token) is not { } hash)
        {
            return null;
        }

        await using var command = database.CreateCommand(Contact).With(hash, Words.Of(purpose), time.GetUtcNow());
        return await command.ReadOneAsync(row => new LinkedContact(row.GetGuid(0), row.GetString(1), row.GetString(2)), cancellationToken);
    }

    public Task MuteAsync(string token, CancellationToken cancellationToken) => ExecuteAsync(Mute, token, cancellationToken);

    public Task ConfirmAsync(string token, CancellationToken cancellationToken) => ExecuteAsync(Confirm, token, cancellationToken);

    /// <summary>Nothing is sent to this address until it is confirmed or replaced.</summary>
    public async Task FailAsync(string addressKey, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Fail).With(addressKey, time.GetUtcNow(), reason);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, string token, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql).With(LinkToken.Hash(token)!, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The contact that a link is about.</summary>
internal sealed record LinkedContact(Guid OrganizationId, string Email, string OrganizationName);
