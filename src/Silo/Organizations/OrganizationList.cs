using System.Collections.Immutable;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Organizations;

/// <summary>
/// Reads which organizations there are: those that hold or held a level, or asked for one, and those in the directory. The read model tells
/// time too: what has ended does not count, whether or not a Tick has run. A forgotten one is listed only when the directory has it again.
/// </summary>
public sealed class OrganizationList(NpgsqlDataSource database)
{
    private const string Counts = "level_counts(l.state, l.counts_until, $1)";

    private const string IsKept = "(s.forgotten_at is null or s.last_sequence > 0)";

    // Total and page are of the same moment: one statement. An empty page is one row of nulls beside the total.
    private const string Start = $"""
        with known as (
            select s.organization_id as id from organization_status as s where {IsKept}
            union all
            select o.organization_id from organizations as o
            where not exists (select from organization_status as s where s.organization_id = o.organization_id and {IsKept})),
        matching as materialized (
            select k.id from known as k
        """;

    private const string End = $"""
        ),
        page as (
            select id from matching where $2 is null or id > $2 order by id limit $3)
        select counted.total, page.id, o.name, o.slug, h.levels, h.states, h.valid_until, h.grace_ends_at
        from (select count(*) as total from matching) as counted
        left join page on true
        left join organizations as o on o.organization_id = page.id
        left join lateral (
            select array_agg(l.level order by l.level) as levels, array_agg(l.state order by l.level) as states,
                   array_agg(l.valid_until order by l.level) as valid_until, array_agg(l.grace_ends_at order by l.level) as grace_ends_at
            from organization_status_levels as l
            where l.organization_id = page.id and {Counts}
        ) as h on true
        order by page.id
        """;

    private const string HasLevel = $"""
        exists (select from organization_status_levels as l where l.organization_id = k.id and l.level = $4 and {Counts})
        and not exists (select from organization_status_levels as l where l.organization_id = k.id and l.level > $4 and {Counts})
        """;

    private const string HasNone = $"not exists (select from organization_status_levels as l where l.organization_id = k.id and {Counts})";

    private const string IsNamed = """
        exists (
            select from organizations as o
            where o.organization_id = k.id and (strpos(coalesce(o.name_key, lower(o.name)), $5) > 0 or strpos(o.slug, $5) > 0))
        """;

    private const string IsThisOne = "k.id = $7";

    private const string IsInGrace = """
        exists (
            select from organization_status_levels as l
            where l.organization_id = k.id and l.state = 'grace' and l.grace_ends_at > $1)
        """;

    private const string Expires = """
        exists (
            select from organization_status_levels as l
            where l.organization_id = k.id and l.valid_until > $1 and l.valid_until <= $6)
        """;

    private const string None =
        "select not exists (select from organization_status) and not exists (select from organizations)";

    /// <summary>Nothing was ever known of any organization: not even of one that is forgotten.</summary>
    public async Task<bool> NeverHadOne(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(None);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A page of the organizations that match, in order of their ids, and how many match in all.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="now">What has ended by then does not count.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(ImmutableArray<ListedOrganization> Items, long Total)> ReadPage(
        OrganizationFilter filter, DateTimeOffset now, Guid? after, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var command = database.CreateCommand(Sql(filter)).With(
            now, SqlValue.Uuid(after), take, SqlValue.Text(filter.Level is { Level: { } level } ? level.ToString() : null),
            SqlValue.Text(filter.NamePart), SqlValue.Instant(filter.ExpiringUntil), SqlValue.Uuid(filter.Id));
        var (items, total) = await command.ReadCountedAsync(count: 0, first: 1, ListedOrganization.Of, cancellationToken);
        return ([.. items], total);
    }

    private static string Sql(OrganizationFilter filter)
    {
        string?[] conditions =
        [
            filter.Level switch { null => null, { Level: null } => HasNone, _ => HasLevel },
            filter.NamePart is null ? null : IsNamed,
            filter.Id is null ? null : IsThisOne,
            filter.InGrace switch { null => null, true => IsInGrace, false => $"not {IsInGrace}" },
            filter.ExpiringUntil is null ? null : Expires,
        ];
        var where = string.Join("\nand ", conditions.OfType<string>());
        return where.Length == 0 ? $"{Start}{End}" : $"{Start}\nwhere {where}{End}";
    }
}

/// <summary>Which organizations to list; null lets all through.</summary>
/// <param name="Level">Whose highest level that counts is this one.</param>
/// <param name="NamePart">Whose name or slug contains this; lower case.</param>
/// <param name="InGrace">Whose A is held by payment grace alone, or not.</param>
/// <param name="ExpiringUntil">With a level that ends by itself between now and then.</param>
/// <param name="Id">This one only.</param>
public sealed record OrganizationFilter(
    CurrentLevel? Level = null, string? NamePart = null, bool? InGrace = null, DateTimeOffset? ExpiringUntil = null, Guid? Id = null);

/// <summary>The highest level that counts.</summary>
/// <param name="Level">Which one; null when none does.</param>
public sealed record CurrentLevel(StatusLevel? Level);

/// <summary>An organization in the list.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">Its name, when the directory has one.</param>
/// <param name="Slug">Its short name there.</param>
/// <param name="Levels">The levels that count, lowest first.</param>
public sealed record ListedOrganization(OrganizationId Id, string? Name, string? Slug, ImmutableArray<ListedLevel> Levels)
{
    internal static ListedOrganization Of(NpgsqlDataReader row) => new(
        new OrganizationId(row.GetGuid(1)), row.TextOrNull(2), row.TextOrNull(3), row.IsDBNull(4) ? [] : Held(row));

    private static ImmutableArray<ListedLevel> Held(NpgsqlDataReader row)
    {
        var (levels, states) = (row.Members<StatusLevel>(4), row.GetFieldValue<string[]>(5));
        var (ends, graces) = (row.GetFieldValue<DateTimeOffset?[]>(6), row.GetFieldValue<DateTimeOffset?[]>(7));
        return [.. levels.Select((level, index) => new ListedLevel(level, states[index], ends[index], graces[index]))];
    }
}

/// <summary>A level that counts.</summary>
/// <param name="Level">Which one.</param>
/// <param name="State"><c>active</c> or <c>grace</c>.</param>
/// <param name="ValidUntil">Its exclusive end; null without end and in grace.</param>
/// <param name="GraceEndsAt">The exclusive end of the payment grace, in grace.</param>
public sealed record ListedLevel(StatusLevel Level, string State, DateTimeOffset? ValidUntil, DateTimeOffset? GraceEndsAt);
