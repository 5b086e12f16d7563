using Npgsql;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>Whether what is written down agrees with itself, for a sample or for all.</summary>
internal sealed class RecordChecks(DatabaseSight sight, bool all)
{
    private const int Sample = 100;
    private const int SecondsForAll = 600;

    // From some place on, and around: every organization is looked at sooner or later.
    private const string Histories = """
        with place as (select gen_random_uuid() as id),
        chosen as (
            (select organization_id from statuslevels.organization_status
             where organization_id >= (select id from place) order by organization_id limit $1)
            union all
            (select organization_id from statuslevels.organization_status
             where organization_id < (select id from place) order by organization_id limit $1))
        select count(*), count(*) filter (where not verdict.valid)
        from chosen
        cross join lateral statuslevels.verify_status_history(chosen.organization_id) as verdict
        """;

    // A book and what is read of it are of one write. Books lie in the order of a hash.
    private const string Books = """
        with place as (select (random() * 4294967295 - 2147483648)::bigint::int as hash),
        chosen as (
            (select payloadbinary from statuslevels.orleansstorage
             where grainidhash >= (select hash from place) and graintypestring = $2 order by grainidhash limit $1)
            union all
            (select payloadbinary from statuslevels.orleansstorage
             where grainidhash < (select hash from place) and graintypestring = $2 order by grainidhash limit $1)),
        books as (select convert_from(payloadbinary, 'UTF8')::jsonb as document from chosen)
        select count(*),
               count(*) filter (where s.organization_id is null
                   or (b.document ->> 'version')::bigint <> s.version or (b.document ->> 'epoch')::int <> s.epoch
                   or coalesce((b.document -> 'book' ->> 'sequence')::bigint, 0) <> s.last_sequence)
        from books as b
        left join statuslevels.organization_status as s on s.organization_id = (b.document ->> 'organization_id')::uuid
        """;

    private int Most => all ? int.MaxValue : Sample;

    public IEnumerable<Check> All() =>
    [
        sight.After(
            DoctorRules.ReadModel, (database, token) => CompareAsync(database, Books, [Most, StorageNames.OrganizationStatus], token)),
        sight.After(DoctorRules.Histories, (database, token) => CompareAsync(database, Histories, [Most], token)),
    ];

    private static async Task<Finding> CompareAsync(
        NpgsqlDataSource database, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql).With(values);
        command.CommandTimeout = SecondsForAll;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (looked, broken) = (row.GetInt64(0), row.GetInt64(1));
        return broken > 0 ? Finding.Fail($"{broken} of {looked} organizations do not agree") : Finding.Ok($"{looked} organizations agree");
    }
}
