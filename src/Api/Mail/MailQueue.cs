using System.Text.Json;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Mail;

/// <summary>Mails whose turn has come, with what is true of them now.</summary>
internal sealed class MailQueue(NpgsqlDataSource database)
{
    // Who is asked for in a mail may have changed since it was made: all of it is looked at again.
    private static readonly string Due = $"""
        select d.id, d.letter, d.recipient, d.capacity, d.user_id, d.details, d.organization_id, d.epoch, d.number, d.also, d.tries,
               d.first_failed_at, d.created_at, o.id, o.type, o.time, o.data,
               (select jsonb_agg(jsonb_build_object('type', x.type, 'data', x.data) order by x.number)
                from statuslevels.outbox as x
                where (x.organization_id, x.epoch) = (d.organization_id, d.epoch) and x.number = any(d.also)),
               n.name, n.locale, n.contact_emails @> array[d.recipient], c.email is null or c.confirmed_at is not null,
               exists (
                   select from statuslevels.failing_addresses as f
                   where f.address_key = coalesce(u.email_key, i.address_key, c.address_key, lower(d.recipient))),
               case when u.id is not null then u.disabled_at is null else i.user_id is not null end,
               coalesce(u.email, i.email), coalesce(u.display_name, i.name), coalesce(u.locale, i.locale), u.platform_role = 'platform_admin',
               m.role,
               (m.role = 'owner' and k.category in ('expiry', 'changes'))
                   or coalesce(case k.category when 'expiry' then p.expiry when 'changes' then p.changes when 'payments' then p.payments
                                               else p.requests end, m.role in ('owner', 'admin') or k.category = 'requests'),
               case d.type
                   when 'status.expiry.notice' then (o.data ->> 'ends_at')::timestamptz > $1 and exists (
                       select from statuslevels.organization_status_levels as l
                       where (l.organization_id, l.level) = (d.organization_id, o.data ->> 'level')
                         and l.state <> 'suspended' and l.valid_until = (o.data ->> 'ends_at')::timestamptz)
                   when 'status.grace.notice' then (o.data ->> 'ends_at')::timestamptz > $1 and exists (
                       select from statuslevels.organization_subscriptions as s
                       where (s.organization_id, s.subscription_id) = (d.organization_id, o.data ->> 'subscription_id')
                         and s.grace_ends_at = (o.data ->> 'ends_at')::timestamptz)
                   else true end,
               c.muted_at is not null
        from statuslevels.deliveries as d
        left join statuslevels.outbox as o
            on d.letter = 'status' and (o.organization_id, o.epoch, o.number) = (d.organization_id, d.epoch, d.number)
        left join statuslevels.organizations as n on n.organization_id = d.organization_id
        left join statuslevels.organization_contacts as c
            on d.capacity = 'contact' and (c.organization_id, c.email) = (d.organization_id, d.recipient)
        {MemberAddresses.Of("d.user_id")}
        left join statuslevels.organization_members as m on (m.organization_id, m.user_id) = (d.organization_id, d.user_id)
        left join statuslevels.mail_preferences as p on (p.organization_id, p.user_id) = (d.organization_id, d.user_id)
        left join unnest($3::text[], $4::text[]) as k (type, category) on k.type = d.type
        where d.channel = 'mail' and d.status = 'pending' and d.next_attempt_at <= $1 and d.id <> all($5)
          and not exists (select from statuslevels.delivery_state as h where h.held_at is not null)
        order by d.next_attempt_at
        limit $2
        """;

    private const string Digested = """
        select coalesce(n.name, r.organization_id::text), r.target_level, r.requested_at
        from statuslevels.deliveries as d
        join statuslevels.outbox as o on o.type = $2 and o.position is not null and o.position between d.position and d.number
        join statuslevels.status_upgrade_requests as r
            on r.organization_id = o.organization_id and r.id = (o.data ->> 'request_id')::uuid and r.status = 'pending'
        left join statuslevels.organizations as n on n.organization_id = r.organization_id
        where d.id = $1
        order by o.position
        limit 1000
        """;

    // Who has neither a password nor an invitation signs in elsewhere. Links that were asked for before this one count.
    private const string Forgetful = """
        select u.id::text, u.email, u.display_name, u.locale
        from statuslevels.deliveries as d
        join statuslevels.users as u on u.email_key = d.recipient
        where d.id = $1 and u.disabled_at is null
          and (statuslevels.password_recipe_of(u.email_key) is not null
               or exists (select from statuslevels.mail_links as l where l.user_id = u.id and l.purpose = 'invitation'))
          and (select count(*) from statuslevels.deliveries as o
               where o.letter in ('reset', 'invitation') and o.status <> 'cancelled' and (o.user_id = u.id::text or o.recipient = u.email_key)
                 and o.created_at > d.created_at - $2 and (o.created_at, o.id) < (d.created_at, d.id)) < $3
        """;

    private static readonly string[] Types = [.. MailedEvents.GravestFirst.Select(mailed => mailed.Type)];

    private static readonly string[] Categories = [.. MailedEvents.GravestFirst.Select(mailed => Words.Of(mailed.Category))];

    /// <summary>The next ones, without those that are in hand already; none while the database is held.</summary>
    public async Task<IReadOnlyList<WaitingMail>> TakeAsync(
        int most, IReadOnlyCollection<Guid> inHand, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Due).With(now, most, Types, Categories, inHand.ToArray());
        var mails = await command.ReadAllAsync(Read, cancellationToken);
        for (var index = 0; index < mails.Count; index++)
        {
            mails[index] = mails[index].Delivery switch
            {
                { Letter: MailLetters.Digest, Id: var digest } =>
                    mails[index] with { Requests = await RequestsAsync(digest, cancellationToken) },
                { Letter: MailLetters.Reset, UserId: null } => await WithAccountAsync(mails[index], cancellationToken),
                _ => mails[index],
            };
        }

        return mails;
    }

    private async Task<IReadOnlyList<DigestedRequest>> RequestsAsync(Guid digest, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Digested).With(digest, MailedEvents.UpgradeRequested);
        return await command.ReadAllAsync(
            row => new DigestedRequest(row.GetString(0), row.GetString(1), row.Instant(2)), cancellationToken);
    }

    // With the account that asked; as it is, when there is none that may have a link now.
    private async Task<WaitingMail> WithAccountAsync(WaitingMail mail, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Forgetful).With(
            mail.Delivery.Id, AccountMail.LinksSpan, AccountMail.LinksPerSpan);
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

    private static WaitingMail Read(NpgsqlDataReader row) => new()
    {
        Delivery = new()
        {
            Id = row.GetGuid(0),
            Letter = row.GetString(1),
            Recipient = row.GetString(2),
            Capacity = row.TextOrNull(3),
            UserId = row.TextOrNull(4),
            Details = row.TextOrNull(5),
            Also = row.IsDBNull(9) ? [] : row.GetFieldValue<long[]>(9),
            Tries = row.GetInt32(10),
            FirstFailedAt = row.InstantOrNull(11),
            CreatedAt = row.Instant(12),
            Event = row.IsDBNull(13)
                ? null
                : new(
                    row.GetString(13), row.GetString(14), row.GetGuid(6), row.GetInt32(7), row.GetInt64(8), row.Instant(15),
                    row.GetString(16), Status: null),
        },
        OrganizationId = row.ValueOrNull<Guid>(6),
        Data = row.IsDBNull(16) ? null : JsonDocument.Parse(row.GetString(16)).RootElement,
        Also = row.IsDBNull(17)
            ? []
            : [.. JsonDocument.Parse(row.GetString(17)).RootElement.EnumerateArray()
                .Select(other => (other.GetProperty("type").GetString()!, other.GetProperty("data")))],
        OrganizationName = row.TextOrNull(18),
        OrganizationLocale = row.TextOrNull(19),
        IsContact = row.ValueOrNull<bool>(20) ?? false,
        IsConfirmed = row.GetBoolean(21),
        IsFailing = row.GetBoolean(22),
        IsActive = row.GetBoolean(23),
        AccountEmail = row.TextOrNull(24),
        AccountName = row.TextOrNull(25),
        AccountLocale = row.TextOrNull(26),
        IsPlatformAdmin = row.ValueOrNull<bool>(27) ?? false,
        Role = row.TextOrNull(28),
        Wants = row.ValueOrNull<bool>(29) ?? false,
        Stands = row.ValueOrNull<bool>(30) ?? false,
        IsMuted = row.GetBoolean(31),
    };
}
