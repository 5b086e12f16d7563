using Npgsql;
using StatusLevels.Api.Mail;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery.Mail;

/// <summary>New upgrade requests: one digest for each platform admin and quarter of an hour, not one mail each.</summary>
internal sealed class DigestFanOut(TimeProvider time) : IFanOut
{
    /// <summary>What an admin is told in one mail.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    // A digest waits for transactions that began within its window.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // $1 type; $2 now; $3 the beginning of the window, as text; $4 when it is sent. Which requests it lists stands between two positions.
    private const string Insert = """
        insert into statuslevels.deliveries as d
            (channel, letter, recipient, capacity, user_id, position, number, details, created_at, next_attempt_at)
        select 'mail', 'digest', u.email, 'user', u.id::text, e.first, e.last, jsonb_build_object('window', $3::text), $2, $4
        from (
            select min(o.position) as first, max(o.position) as last
            from statuslevels.event_sequence as s
            join statuslevels.outbox as o on o.position is not null and o.position > s.taken_from and o.position <= s.position
            where s.taken_by = pg_current_xact_id_if_assigned() and o.type = $1 and o.data -> 'quiet' is distinct from 'true'
              and o.created_at >= (select d.started_at from statuslevels.delivery_state as d)) as e
        join statuslevels.users as u on e.first is not null and u.platform_role = 'platform_admin' and u.disabled_at is null
        where not exists (select from statuslevels.failing_addresses as f where f.address_key = u.email_key)
        on conflict (recipient, (details ->> 'window')) where letter = 'digest' do update set number = excluded.number
        """;

    public NpgsqlBatchCommand Command()
    {
        var now = time.GetUtcNow();
        var window = new DateTimeOffset(now.Ticks - (now.Ticks % Window.Ticks), TimeSpan.Zero);
        return new NpgsqlBatchCommand(Insert).With(MailedEvents.UpgradeRequested, now, Instants.Write(window), window + Window + Grace);
    }
}
