namespace StatusLevels.Testing.FirstProduct;

/// <summary>Organizations of the product that this one replaces, as many as one likes, with what is odd about its data.</summary>
public static class FirstProductData
{
    /// <summary>Counts whom both products show otherwise, once what is past its end there is over.</summary>
    public const string ShownOtherwise = """
        with held as (
            select l.organization_id, l.level from public.organization_status_levels as l
            left join public.organization_subscriptions as s on s.id = l.subscription_id
            where l.is_active and (l.valid_until is null or l.valid_until > now())
              and (s.status is distinct from 'past_due' or s.grace_period_ends_at > now())),
        theirs as (
            select organization_id, max(level) as level from held as h
            where level <> 'C' or exists (select from held as b where b.organization_id = h.organization_id and b.level = 'B')
            group by organization_id)
        select count(*) from public.organizations as o left join theirs as t on t.organization_id = o.id
        where coalesce(t.level, '0') <> statuslevels.get_current_status_level(o.id)
        """;

    /// <summary>The id of an organization, from 1.</summary>
    public static Guid Organization(int number) => new($"00000000-0000-4000-8000-{number:x12}");

    /// <summary>
    /// The statements that fill <see cref="FirstProductSchema.Whole"/>: the same numbers are always the same organizations.
    /// </summary>
    public static string Of(int organizations) => $"""
        create function pg_temp.org(i integer) returns uuid language sql immutable as
            $$ select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
        create function pg_temp.subscription(i integer) returns uuid language sql immutable as
            $$ select ('00000000-0000-4000-9000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
        create function pg_temp.person(i integer) returns uuid language sql immutable as
            $$ select ('00000000-0000-4000-a000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
        create function pg_temp.ago(days integer) returns timestamptz language sql stable as
            $$ select date_trunc('day', now()) - make_interval(days => days) $$;

        insert into public.organizations (id, slug, name)
        select pg_temp.org(i), 'company-' || i, 'Company ' || i from generate_series(1, {organizations}) as i;
        insert into public.organization_members (organization_id, user_id, role)
        select pg_temp.org(i), pg_temp.person(i), 'owner' from generate_series(1, {organizations}) as i
        union all select pg_temp.org(i), pg_temp.person(i + 1), 'manager' from generate_series(1, {organizations}, 3) as i
        union all select pg_temp.org(i), pg_temp.person(i + 2), 'analyst' from generate_series(1, {organizations}, 4) as i
        -- Roles that nobody knows, and members of organizations that were deleted.
        union all select pg_temp.org(i), pg_temp.person(i + 3), 'wizard' from generate_series(1, {organizations}, 97) as i
        union all select pg_temp.org(-i), pg_temp.person(i), 'owner' from generate_series(1, 3) as i;

        insert into public.organization_subscriptions (id, organization_id, plan, status, grace_period_ends_at, next_billing_date)
        select pg_temp.subscription(i), pg_temp.org(i), 'pro', case when i % 10 = 0 then 'past_due' else 'active' end,
               -- Some graces never ended.
               case when i % 20 = 0 then pg_temp.ago(40) when i % 10 = 0 then pg_temp.ago(-5) end, pg_temp.ago(-20)
        from generate_series(2, {organizations}, 2) as i;

        insert into public.organization_status_levels
            (organization_id, level, subscription_id, granted_by, granted_at, valid_until, last_verified_at, created_at, updated_at)
        select pg_temp.org(i), 'A', case when i % 2 = 0 then pg_temp.subscription(i) end, case when i % 2 = 1 then pg_temp.person(9) end,
               pg_temp.ago(400), case when i % 2 = 0 then null when i % 9 = 0 then pg_temp.ago(3) else pg_temp.ago(-100) end, null,
               pg_temp.ago(400), pg_temp.ago(400)
        from generate_series(1, {organizations}) as i where i % 2 = 0 or i % 3 = 0
        union all
        select pg_temp.org(i), 'B', null, pg_temp.person(9), pg_temp.ago(300),
               case when i % 25 = 0 then pg_temp.ago(20) else pg_temp.ago(-200) end, pg_temp.ago(300), pg_temp.ago(300), pg_temp.ago(300)
        from generate_series(5, {organizations}, 5) as i
        union all
        select pg_temp.org(i), 'C', null, null, pg_temp.ago(200), null, null, pg_temp.ago(200), pg_temp.ago(200)
        from generate_series(10, {organizations}, 10) as i;

        insert into public.organization_status_history
            (organization_id, performed_by, level, action, reason, ip_address, user_agent, created_at)
        select organization_id, granted_by, level, case when granted_by is null then 'auto_granted' else 'granted' end, 'as agreed',
               '203.0.113.7'::inet, 'Mozilla/5.0', granted_at
        from public.organization_status_levels
        -- Some levels have no history.
        where right(organization_id::text, 1) <> '7'
        union all
        select pg_temp.org(i), pg_temp.person(9), 'A', 'revoked', 'unpaid', null, null, pg_temp.ago(700)
        from generate_series(4, {organizations}, 4) as i
        union all
        select pg_temp.org(i), pg_temp.person(9), 'A', 'granted', null, null, null, pg_temp.ago(900)
        from generate_series(4, {organizations}, 4) as i
        union all
        -- History of what is not there, and what nobody knows.
        select pg_temp.org(i), pg_temp.person(9), 'A', 'granted', null, null, null, pg_temp.ago(500)
        from generate_series(11, {organizations}, 11) as i where i % 2 = 1 and i % 3 <> 0
        union all
        select pg_temp.org(i), null, 'A', 'exploded', null, null, null, pg_temp.ago(50) from generate_series(13, {organizations}, 13) as i;

        insert into public.status_upgrade_requests
            (organization_id, requested_by, reviewed_by, target_level, status, message, evidence_urls, rejection_reason, requested_at, reviewed_at)
        select pg_temp.org(i), pg_temp.person(i), null, 'B', 'pending', 'please', array['https://example.com/proof'], null, pg_temp.ago(2), null
        from generate_series(6, {organizations}, 6) as i where i % 5 <> 0
        union all
        select pg_temp.org(i), pg_temp.person(i), pg_temp.person(9), 'B', 'rejected', 'please', null, 'not yet', pg_temp.ago(90), pg_temp.ago(80)
        from generate_series(4, {organizations}, 4) as i;

        insert into public.qr_codes (id, organization_id, code, label, target_slug, is_active, created_at)
        select ('00000000-0000-4000-b000-' || lpad(to_hex(i), 12, '0'))::uuid, pg_temp.org(i), 'shelf-' || i, 'Shelf ' || i, 'company-' || i,
               i % 14 <> 0, pg_temp.ago(100)
        from generate_series(7, {organizations}, 7) as i
        -- What no address can hold.
        union all select gen_random_uuid(), pg_temp.org(1), 'two words', 'Broken', null, true, pg_temp.ago(100);
        insert into public.qr_events (qr_code_id, occurred_at, ip_hash)
        select id, pg_temp.ago(days) + interval '9 hours', 'visitor-' || visits / 2
        from public.qr_codes, generate_series(1, 40, 13) as days, generate_series(0, 3) as visits where label <> 'Broken';
        """;
}
