using System.Globalization;
using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Takeover;

/// <summary>
/// The last step of a takeover, and the way back: the tables and functions of the product that is replaced move to a schema of their own,
/// where nobody writes, and ours take their names. One transaction each way; no row is written.
/// </summary>
internal sealed class PlaceTaking(string connectionString, FormerDatabase? former, TakeoverState state, TimeProvider clock)
{
    private const string Archive = "status_levels_v1";
    private const int Examples = 3;

    private const string Prepare = """
        set local lock_timeout = '5s';
        lock table public.organization_status_levels, public.organization_status_history, public.status_upgrade_requests in share mode;
        """;

    // A superuser may do it, and so may whoever has the owner's role.
    private const string Obstacles = """
        with former as (
            select 'table ' || relname as what, relowner as owner, relacl as acl from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname = any ($1)
            union all
            select 'function ' || proname, proowner, null from pg_proc where pronamespace = 'public'::regnamespace and proname = any ($2))
        select what || ' belongs to ' || pg_get_userbyid(owner) || ', not to ' || current_user from former
        where not pg_has_role(owner, 'usage')
        union all
        select distinct 'role ' || case g.grantee when 0 then 'PUBLIC' else pg_get_userbyid(g.grantee) end
               || ' reads ' || what || ': make it a member of service_role (it sees all) or authenticated, or take the right away'
        from former, aclexplode(acl) as g
        where g.privilege_type = 'SELECT' and g.grantee <> owner
          and not (g.grantee <> 0 and (pg_get_userbyid(g.grantee) in ('anon', 'authenticated', 'service_role')
                   or pg_has_role(g.grantee, 'service_role', 'usage') or pg_has_role(g.grantee, 'authenticated', 'usage')))
        """;

    private const string Since = """
        select h.organization_id || ' ' || h.level || ' ' || h.action || ' at ' || to_char(h.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
        from statuslevels.organization_status_history as h
        where h.recorded_at > obj_description('status_levels_v1'::regnamespace, 'pg_namespace')::timestamptz
        order by h.recorded_at, h.organization_id, h.sequence
        """;

    private static readonly string[] Tables = [.. FormerTable.All.Where(table => table.IsOfLevels).Select(table => table.Name)];

    private static readonly string[] Functions =
        ["get_current_status_level", "check_level_c_criteria", "grant_status_level", "revoke_status_level", "update_status_validity",
            "update_b_verification"];

    private static readonly string Move = $$$"""
        create schema status_levels_v1;
        revoke all on schema status_levels_v1 from public;
        create function status_levels_v1.refuse_write() returns trigger language plpgsql as $$
        begin
            raise exception 'status_levels_v1 is an archive: its place was taken by StatusLevels, and writes go through the API'
                using errcode = 'insufficient_privilege';
        end $$;
        do $$
        declare
            named text;
            moved oid;
            arguments text;
            result text;
        begin
            foreach named in array array [{{{Quoted(Tables)}}}]
            loop
                execute format('alter table public.%I set schema status_levels_v1', named);
                execute format('create trigger archive_is_read_only before insert or update or delete or truncate on status_levels_v1.%I '
                    'for each statement execute function status_levels_v1.refuse_write()', named);
            end loop;
            for moved, named, arguments, result in
                select oid, proname, pg_get_function_arguments(oid), pg_get_function_result(oid) from pg_proc
                where pronamespace = 'public'::regnamespace and prokind = 'f' and proname in ({{{Quoted(Functions)}}})
            loop
                execute format('alter function %s set schema status_levels_v1', moved::regprocedure);
                if named not in ('get_current_status_level', 'check_level_c_criteria') then
                    execute format('create function public.%I(%s) returns %s language plpgsql as %L', named, arguments, result,
                        'begin raise exception ''writes go through the API: /api/admin/organizations/{id}/status-levels'' '
                        'using errcode = ''insufficient_privilege''; end');
                end if;
            end loop;
        end $$;
        create function public.check_level_c_criteria(org_id uuid) returns jsonb language sql stable security definer
            set search_path = statuslevels, pg_temp
        as $$
            select jsonb_build_object('review_count', review_count, 'response_rate', response_rate,
                'avg_response_hours', avg_response_hours, 'public_cases', public_cases, 'as_of', metrics_as_of)
            from statuslevels.organization_status where organization_id = org_id
        $$;
        revoke all on function public.check_level_c_criteria(uuid) from public, anon, authenticated;
        grant execute on function public.check_level_c_criteria(uuid) to service_role;
        """;

    private static readonly string MoveBack = $$$"""
        set local lock_timeout = '5s';
        do $$
        declare
            named text;
            moved oid;
        begin
            for moved in
                select oid from pg_proc
                where pronamespace = 'public'::regnamespace and proname in ({{{Quoted(Functions)}}})
            loop
                execute format('drop function %s', moved::regprocedure);
            end loop;
            foreach named in array array [{{{Quoted(Tables)}}}]
            loop
                execute format('drop view if exists public.%I', named);
                execute format('drop trigger archive_is_read_only on status_levels_v1.%I', named);
                execute format('alter table status_levels_v1.%I set schema public', named);
            end loop;
            drop function status_levels_v1.refuse_write();
            for moved in select oid from pg_proc where pronamespace = 'status_levels_v1'::regnamespace
            loop
                execute format('alter function %s set schema public', moved::regprocedure);
            end loop;
        end $$;
        drop schema status_levels_v1;
        """;

    /// <summary>Takes the place; returns how many organizations were compared.</summary>
    /// <exception cref="StartupException">Something stands against it: nothing has changed.</exception>
    public async Task<int> TakeAsync(CancellationToken cancellationToken)
    {
        if (former is null || former.Missing.FirstOrDefault(table => table.IsOfLevels) is { })
        {
            throw new StartupException("The place can be taken only where all three tables of levels, history and requests are.");
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var obstacles = transaction.Command(Obstacles).With(Tables, Functions);
        Require(await obstacles.ReadAllAsync(row => row.GetString(0), cancellationToken), "Something stands against the switch");
        await ExecuteAsync(transaction, Prepare, cancellationToken);
        var compared = await RequireUnchangedAsync(former, cancellationToken);
        await ExecuteAsync(transaction, Move, cancellationToken);
        await ExecuteAsync(
            transaction, $"comment on schema {Archive} is '{clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}'", cancellationToken);
        await PublicTexts.MakeAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return compared;
    }

    /// <summary>Gives the place back; returns what was changed here since it was taken, which those tables do not know.</summary>
    /// <exception cref="StartupException">It was not taken.</exception>
    public async Task<IReadOnlyList<string>> GiveBackAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var known = transaction.Command($"select to_regnamespace('{Archive}') is not null"))
        {
            if (await known.ExecuteScalarAsync(cancellationToken) is not true)
            {
                throw new StartupException($"There is no schema {Archive}: the place was not taken here.");
            }
        }

        await using var since = transaction.Command(Since);
        var changed = await since.ReadAllAsync(row => row.GetString(0), cancellationToken);
        await ExecuteAsync(transaction, MoveBack, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    // Nobody writes there while it is compared. Their rows are compared with what they were, not with ours.
    private async Task<int> RequireUnchangedAsync(FormerDatabase database, CancellationToken cancellationToken)
    {
        var (changed, missing, compared) = (new List<string>(), new List<string>(), 0);
        await foreach (var page in database.PagesAsync(TakeoverRun.PageSize, _ => { }, cancellationToken))
        {
            var standings = await state.ReadAsync(page, cancellationToken);
            foreach (var organization in (await database.ReadAsync(page, cancellationToken)).Where(known => known.HasLevels))
            {
                var standing = standings.GetValueOrDefault(organization.Id, TakeoverStanding.Unknown);
                compared++;
                if (standing.Fingerprint is null && standing.Version == 0 || standing is { Fingerprint: not null, IsDone: false })
                {
                    missing.Add(organization.Id.ToString());
                }
                else if (standing.Fingerprint is { } fingerprint && !organization.Fingerprint().AsSpan().SequenceEqual(fingerprint))
                {
                    changed.Add(organization.Id.ToString());
                }
            }
        }

        Require(missing, "Organizations that were not taken over (run takeover again)");
        Require(changed, "Organizations that changed there since they were taken over (run takeover again: it takes over what changed, and names those whose account here was changed, too, and levels that wait for a person's yes or no)");
        return compared;
    }

    // A block of statements takes no parameters.
    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static void Require(List<string> against, string sentence)
    {
        if (against.Count > 0)
        {
            var rest = against.Count > Examples ? string.Create(CultureInfo.InvariantCulture, $" and {against.Count - Examples} more") : "";
            throw new StartupException($"{sentence}: {string.Join("; ", against.Take(Examples))}{rest}. Nothing was changed.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = transaction.Command(sql);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartupException("Somebody holds the tables: stop whoever reads and writes there, and try again. Nothing was changed.", exception);
        }
    }
}
