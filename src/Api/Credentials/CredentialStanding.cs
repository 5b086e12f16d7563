using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Credentials;

/// <summary>A holding that has a place in a status list and does not count.</summary>
/// <param name="Index">Its place.</param>
/// <param name="Level">Which level; null: nobody knows, because the organization was forgotten.</param>
/// <param name="IsHeld">It is held, as far as is written.</param>
/// <param name="AtRiskUntil">When unmet criteria end it.</param>
/// <param name="RestorableUntil">Until when it, or the B on which it stands, can come back.</param>
internal sealed record CredentialStanding(
    int Index, StatusLevel? Level, bool IsHeld, DateTimeOffset? AtRiskUntil, DateTimeOffset? RestorableUntil)
{
    /// <summary>All that do not count in a list at this instant, whether or not what fell due is settled.</summary>
    public const string OfList = """
        select c.index, c.level, l.id is not null, l.at_risk_until, coalesce(l.restorable_until, b.restorable_until)
        from statuslevels.credential_indexes as c
        left join statuslevels.organization_status_levels as l
            on l.organization_id = c.organization_id and l.level = c.level and l.id = c.holding
        left join statuslevels.organization_status_levels as b
            on b.organization_id = c.organization_id and b.level = 'B' and c.level = 'C'
        where c.list = $1 and not c.folded and (l.id is null or not statuslevels.level_counts(l.state, l.counts_until, $2))
        """;

    public static CredentialStanding Of(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.IsDBNull(1) ? null : row.Member<StatusLevel>(1), row.GetBoolean(2), row.InstantOrNull(3),
        row.InstantOrNull(4));

    /// <summary>It is over for good at this instant, whether or not that is settled: what does not count otherwise may come back.</summary>
    public bool IsOver(DateTimeOffset at) => !IsHeld || Level switch
    {
        StatusLevel.A => true,
        StatusLevel.B => RestorableUntil <= at,
        _ => AtRiskUntil <= at || RestorableUntil is null || RestorableUntil <= at,
    };
}
