using Npgsql;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>
/// Everything that migrations make, a fact a line, in an order of its own: the order in which things were made does not show, but for the
/// columns of a table. Rights of the owner are left out, so that it reads the same on every version of PostgreSQL.
/// </summary>
internal static class SchemaDump
{
    // With nothing on the search path each name comes with its schema.
    private const string Facts = """
        with ours as (
            select c.oid, c.relkind, c.relname, c.relacl, c.relowner, c.reloptions, c.relrowsecurity, c.relforcerowsecurity,
                   format('%s.%s', c.relnamespace::regnamespace, c.relname) as name
            from pg_class as c
            where c.relnamespace in ('statuslevels'::regnamespace, 'public'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'S')),
        routines as (
            select p.oid, p.proacl, p.proowner, p.oid::regprocedure::text as name
            from pg_proc as p
            where p.pronamespace in ('statuslevels'::regnamespace, 'public'::regnamespace)),
        rights as (
            select format('schema %s', n.nspname) as name, n.nspowner as owner, a.*
            from pg_namespace as n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
            where n.nspname = 'statuslevels'
            union all
            select format('relation %s', o.name), o.relowner, a.*
            from ours as o,
                 aclexplode(coalesce(o.relacl, acldefault(case o.relkind when 'S' then 's' else 'r' end::"char", o.relowner))) as a
            union all
            select format('column %s.%s', o.name, c.attname), o.relowner, a.*
            from ours as o join pg_attribute as c on c.attrelid = o.oid, aclexplode(c.attacl) as a
            union all
            select format('function %s', r.name), r.proowner, a.*
            from routines as r, aclexplode(coalesce(r.proacl, acldefault('f', r.proowner))) as a),
        facts (kind, name, place, fact) as (
            select 1, o.name, 0,
                   format('%s %s%s%s%s',
                       case o.relkind when 'r' then 'table' when 'v' then 'view' when 'S' then 'sequence' else o.relkind::text end, o.name,
                       ' with ' || array_to_string(array(select unnest(o.reloptions) order by 1), ', '),
                       case when o.relrowsecurity then ' row level security' end,
                       case when o.relforcerowsecurity then ' forced' end)
            from ours as o
            union all
            select 1, o.name, c.attnum,
                   format('    %s %s%s%s%s%s', c.attname, format_type(c.atttypid, c.atttypmod),
                       case when c.attnotnull then ' not null' end,
                       case when c.attidentity <> '' then ' identity ' || c.attidentity::text end,
                       case when c.attgenerated <> '' then ' generated' end,
                       ' default ' || pg_get_expr(d.adbin, d.adrelid))
            from ours as o
            join pg_attribute as c on c.attrelid = o.oid and c.attnum > 0 and not c.attisdropped
            left join pg_attrdef as d on d.adrelid = o.oid and d.adnum = c.attnum
            where o.relkind <> 'S'
            union all
            select 2, o.name, 0, format('constraint %s on %s: %s', k.conname, o.name, pg_get_constraintdef(k.oid))
            from ours as o join pg_constraint as k on k.conrelid = o.oid
            where k.contype not in ('n', 't')
            union all
            select 3, o.name, 0, pg_get_indexdef(i.indexrelid)
            from ours as o join pg_index as i on i.indrelid = o.oid
            union all
            select 4, r.name, 0, pg_get_functiondef(r.oid) from routines as r
            union all
            select 5, o.name, 0, format('%s (%s)', pg_get_triggerdef(t.oid), t.tgenabled)
            from ours as o join pg_trigger as t on t.tgrelid = o.oid
            where not t.tgisinternal
            union all
            -- Older servers name the table before each of its columns.
            select 6, o.name, 0,
                   format('view %s as%s%s', o.name, chr(10),
                       regexp_replace(pg_get_viewdef(o.oid), format('\m%s\.(?=\w)', o.relname), '', 'g'))
            from ours as o
            where o.relkind in ('v', 'm')
            union all
            select 7, p.tablename, 0,
                   format('policy %s on %s.%s %s %s to %s using %s check %s', p.policyname, p.schemaname, p.tablename, p.permissive, p.cmd,
                       array_to_string(array(select unnest(p.roles) order by 1), ', '), p.qual, coalesce(p.with_check, '-'))
            from pg_policies as p
            where p.schemaname in ('statuslevels', 'public')
            union all
            select 8, g.name, 0,
                   format('grant on %s to %s: %s', g.name, case g.grantee when 0 then 'public' else g.grantee::regrole::text end,
                       string_agg(
                           g.privilege_type || case when g.is_grantable then ' with grant option' else '' end, ', ' order by g.privilege_type))
            from rights as g
            where g.grantee <> g.owner
            group by g.name, g.grantee
            union all
            select 9, d.description, 0, format('comment on %s: %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
            from pg_description as d
            where d.objoid in (select oid from ours union all select oid from routines union all select 'statuslevels'::regnamespace))
        select fact from facts order by kind, name collate "C", place, fact collate "C"
        """;

    public static async Task<string> ReadAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, SearchPath = "pg_catalog" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(Facts, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0).TrimEnd());
        }

        return string.Join('\n', lines) + "\n";
    }
}
