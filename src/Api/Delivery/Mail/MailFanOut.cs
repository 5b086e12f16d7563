using Npgsql;
using StatusLevels.Api.Mail;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Mail;

/// <summary>
/// The mails about organizations: one for each address and write, led by the gravest event that the address is told of. A warning that
/// reaches nobody is noted.
/// </summary>
internal sealed class MailFanOut(TimeProvider time) : IFanOut
{
    // $1 types, gravest first; $2 their categories; $3 those that must reach somebody; $4 now.
    private static readonly string Letters = $"""
        with happened as (
            select o.organization_id, o.epoch, o.number, o.version, o.position, o.type, o.data ->> 'request_id' as request, k.category, k.gravity
            from statuslevels.event_sequence as s
            join statuslevels.outbox as o on o.position is not null and o.position > s.taken_from and o.position <= s.position
            join unnest($1::text[], $2::text[]) with ordinality as k (type, category, gravity) on k.type = o.type
            where s.taken_by = pg_current_xact_id_if_assigned() and o.created_at >= (select d.started_at from statuslevels.delivery_state as d)
              and o.data -> 'quiet' is distinct from 'true'),
        addressed as (
            select h.organization_id, h.epoch, h.number, h.version, h.position, h.type, h.gravity, a.recipient, a.key, a.capacity, a.user_id
            from happened as h
            cross join lateral (
                select e.email as recipient, coalesce(c.address_key, lower(e.email)) as key, 'contact' as capacity, null as user_id
                from statuslevels.organizations as o
                cross join unnest(o.contact_emails) as e (email)
                left join statuslevels.organization_contacts as c on (c.organization_id, c.email) = (o.organization_id, e.email)
                where o.organization_id = h.organization_id and h.category <> 'requests'
                  and (c.email is null or (c.confirmed_at is not null and c.muted_at is null))
                union all
                select coalesce(u.email, i.email), coalesce(u.email_key, i.address_key), 'user', m.user_id
                from statuslevels.organization_members as m
                {MemberAddresses.Of("m.user_id")}
                left join statuslevels.mail_preferences as p on (p.organization_id, p.user_id) = (m.organization_id, m.user_id)
                where m.organization_id = h.organization_id
                  and {MemberAddresses.IsWrittenTo}
                  and (h.category <> 'requests' or m.role = 'owner' or m.user_id = (
                      select r.requested_by from statuslevels.status_upgrade_requests as r
                      where (r.organization_id, r.id) = (h.organization_id, h.request::uuid)))
                  and ((m.role = 'owner' and h.category in ('expiry', 'changes'))
                      or coalesce(case h.category when 'expiry' then p.expiry when 'changes' then p.changes
                                                  when 'payments' then p.payments else p.requests end,
                                  m.role in ('owner', 'admin') or h.category = 'requests'))) as a
            where not exists (select from statuslevels.failing_addresses as f where f.address_key = a.key)),
        made as (
            insert into statuslevels.deliveries
                (channel, letter, recipient, capacity, user_id, organization_id, epoch, number, version, type, also, position,
                 created_at, next_attempt_at)
            select 'mail', 'status', (array_agg(a.recipient order by a.gravity, a.number, a.capacity desc))[1],
                   (array_agg(a.capacity order by a.gravity, a.number, a.capacity desc))[1],
                   (array_agg(a.user_id order by a.gravity, a.number, a.capacity desc))[1],
                   a.organization_id, a.epoch, (array_agg(a.number order by a.gravity, a.number))[1], a.version,
                   (array_agg(a.type order by a.gravity, a.number))[1],
                   array(select distinct n from unnest(array_agg(a.number)) as n except select (array_agg(a.number order by a.gravity, a.number))[1] order by 1),
                   min(a.position), $4, $4
            from addressed as a
            group by a.organization_id, a.epoch, a.version, a.key
            on conflict do nothing)
        insert into statuslevels.untold_notices (organization_id, epoch, number, fanned_out_at)
        select h.organization_id, h.epoch, h.number, $4
        from happened as h
        where h.type = any($3)
          and not exists (
              select from addressed as a where (a.organization_id, a.epoch, a.number) = (h.organization_id, h.epoch, h.number))
        on conflict do nothing
        """;

    private static readonly string[] Types = [.. MailedEvents.GravestFirst.Select(mailed => mailed.Type)];

    private static readonly string[] Categories = [.. MailedEvents.GravestFirst.Select(mailed => Words.Of(mailed.Category))];

    public NpgsqlBatchCommand Command() =>
        new NpgsqlBatchCommand(Letters).With(Types, Categories, MailedEvents.Notices.ToArray(), time.GetUtcNow());
}
