using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>What is known of the contacts of organizations: who has confirmed, who wants no mail, where none arrives.</summary>
internal sealed class OrganizationContacts(NpgsqlDataSource database, AuditedChanges changes, MailSettings mail)
{
    /// <summary>How often a day an organization may have addresses asked whether they want mail.</summary>
    public const int AskedPerDay = 10;

    private const string List = """
        select e.email, c.email is null or c.confirmed_at is not null, c.muted_at is not null,
               exists (select from statuslevels.failing_addresses as f where f.address_key = coalesce(c.address_key, lower(e.email)))
        from statuslevels.organizations as o
        cross join unnest(o.contact_emails) with ordinality as e (email, place)
        left join statuslevels.organization_contacts as c on (c.organization_id, c.email) = (o.organization_id, e.email)
        where o.organization_id = $1
        order by e.place
        """;

    private const string Known = "select email from statuslevels.organization_contacts where organization_id = $1";

    private const string Respell = "update statuslevels.organization_contacts set email = $3 where organization_id = $1 and email = $2";

    private const string Add = """
        insert into statuslevels.organization_contacts (organization_id, email, address_key, added_at, confirmed_at) values ($1, $2, $3, $4, $5)
        """;

    // One that wants no mail is remembered: adding it again asks nothing of it.
    private const string Remove = """
        delete from statuslevels.organization_contacts where organization_id = $1 and muted_at is null and email <> all($2)
        """;

    private const string Asked = """
        select count(*) < $2 from statuslevels.deliveries
        where organization_id = $1 and letter = 'confirmation' and created_at > $3
        """;

    /// <summary>Puts a mail into the queue that asks the contact $2 of organization $1.</summary>
    private const string Ask = """
        insert into statuslevels.deliveries (channel, letter, recipient, capacity, organization_id, created_at, next_attempt_at)
        values ('mail', 'confirmation', $2, 'contact', $1, $3, $3)
        """;

    /// <summary>The contacts, in the order in which they were set.</summary>
    public async Task<IReadOnlyList<ContactReply>> ReadAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(List).With(organization);
        return await command.ReadAllAsync(
            row => new ContactReply(
                row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3) || !Deliverable.IsValid(row.GetString(0))),
            cancellationToken);
    }

    /// <summary>Brings what is known in line with the contacts of an entry, in the transaction that sets them.</summary>
    /// <param name="change">That transaction.</param>
    /// <param name="organization">Whose they are.</param>
    /// <param name="before">Those so far.</param>
    /// <param name="after">Those from now on.</param>
    /// <param name="areTrusted">The platform set them: new ones need not confirm.</param>
    public async Task<AdminRefusal?> FollowAsync(
        AuditedChange change, Guid organization, IReadOnlyList<string> before, IReadOnlyList<string> after, bool areTrusted)
    {
        await using var command = change.Command(Known, organization);
        var known = await command.ReadAllAsync(row => row.GetString(0), change.CancellationToken);
        foreach (var email in after)
        {
            var key = EmailAddress.Key(email);
            if (known.Find(other => EmailAddress.Key(other) == key) is { } same)
            {
                if (same != email)
                {
                    await change.ExecuteAsync(Respell, organization, same, email);
                }

                continue;
            }

            // One that a release before wrote has no row, and counts as confirmed.
            var isConfirmed = areTrusted || before.Any(other => EmailAddress.Key(other) == key);
            await change.ExecuteAsync(Add, organization, email, key, change.Now, SqlValue.Instant(isConfirmed ? change.Now : null));
            if (!isConfirmed && await AskAsync(change, organization, email) is { } refusal)
            {
                return refusal;
            }
        }

        await change.ExecuteAsync(Remove, organization, after.ToArray());
        return null;
    }

    /// <summary>Asks a contact, again, whether it wants mail.</summary>
    public async Task<AdminRefusal?> AskAgainAsync(Guid organization, string email, AuditOrigin origin, CancellationToken cancellationToken)
    {
        var contact = (await ReadAsync(organization, cancellationToken))
            .FirstOrDefault(contact => EmailAddress.Key(contact.Email) == EmailAddress.Key(email));
        if (contact is null)
        {
            return AdminRefusal.NotFound;
        }

        var (_, refusal) = await changes.RunAsync<ContactReply>(
            origin,
            async change =>
            {
                await change.LockAsync(OrganizationLock.Of(organization));
                return (contact, await AskAsync(change, organization, contact.Email));
            },
            cancellationToken);
        return refusal;
    }

    private async Task<AdminRefusal?> AskAsync(AuditedChange change, Guid organization, string email)
    {
        if (!mail.IsOn)
        {
            return null;
        }

        if (!await change.IsTrueAsync(Asked, organization, AskedPerDay, change.Now.AddDays(-1)))
        {
            return AdminRefusal.TooManyAsked;
        }

        await change.ExecuteAsync(Ask, organization, email, change.Now);
        return null;
    }
}
