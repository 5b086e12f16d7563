using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Badges;

/// <summary>Where badges were shown.</summary>
internal sealed class ImpressionReports(NpgsqlDataSource database)
{
    // As badges themselves judge it: the site is proven, or below one that is.
    private const string IsConfirmed = """
        exists (
            select from statuslevels.organization_domains as d
            where d.organization_id = b.organization_id and d.verified_at is not null
              and (b.host = d.domain or right(b.host, length(d.domain) + 1) = '.' || d.domain))
        """;

    private const string OfOne = $"""
        select b.day, b.host, b.impressions, {IsConfirmed}
        from statuslevels.badge_impressions as b
        where b.organization_id = $1 and b.day between $2 and $3
        order by b.day desc, b.impressions desc, b.host
        """;

    private const string OfAll = $"""
        select * from (
            select b.organization_id, o.name, b.host, sum(b.impressions)::bigint as shown, {IsConfirmed} as is_confirmed
            from statuslevels.badge_impressions as b
            left join statuslevels.organizations as o on o.organization_id = b.organization_id
            where b.day between $1 and $2
            group by b.organization_id, o.name, b.host) as sums
        where $3::boolean is null or is_confirmed = $3
        order by shown desc, organization_id, host
        limit $4
        """;

    public async Task<IReadOnlyList<ImpressionReply>> ReadAsync(
        Guid organization, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(OfOne).With(organization, from, to);
        return await command.ReadAllAsync(
            row => new ImpressionReply(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3)),
            cancellationToken);
    }

    /// <summary>The most shown first.</summary>
    public async Task<IReadOnlyList<SiteImpressionsReply>> ReadAllAsync(
        DateOnly from, DateOnly to, bool? isConfirmed, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(OfAll).With(from, to, Flag(isConfirmed), limit);
        return await command.ReadAllAsync(
            row => new SiteImpressionsReply(row.GetGuid(0), row.TextOrNull(1), row.GetString(2), row.GetInt64(3), row.GetBoolean(4)),
            cancellationToken);
    }

    private static NpgsqlParameter Flag(bool? value) =>
        new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean };
}
