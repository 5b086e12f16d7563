using Npgsql;
using StatusLevels.Api.Analytics;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Badges;

/// <summary>
/// Counts how often badges are shown, and on which sites, as browsers report it: by organization, day and site, without cookies or
/// addresses. It costs an increment in memory; every few seconds what was counted is added to the table. What this process cannot hold is
/// counted among other sites, or not at all.
/// </summary>
internal sealed partial class BadgeImpressions : BackgroundService
{
    /// <summary>Where a badge was shown that came without a word of it.</summary>
    public const string Unknown = "unknown";

    /// <summary>Where it was shown, when too many sites showed it that day.</summary>
    public const string Other = "other";

    /// <summary>How many sites are told apart for an organization and a day.</summary>
    public const int MostHosts = 50;

    /// <summary>What is held in memory at most: some 20 MB.</summary>
    private const int MostHeld = 100_000;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // What is gone in between, or was never there, is not counted. Sites beyond the most are one.
    private const string Put = """
        with given as (
            select g.* from unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[]) as g (organization_id, day, host, shown)
            join statuslevels.organization_status as s on s.organization_id = g.organization_id and s.last_sequence > 0),
        placed as (
            select g.*, g.host in ($5, $6) or exists (
                select from statuslevels.badge_impressions as b where (b.organization_id, b.day, b.host) = (g.organization_id, g.day, g.host)) as has_place
            from given as g),
        ranked as (
            select p.*,
                   row_number() over (partition by organization_id, day, has_place order by shown desc)
                   + (select count(*) from statuslevels.badge_impressions as b
                      where (b.organization_id, b.day) = (p.organization_id, p.day) and b.host not in ($5, $6)) as place
            from placed as p)
        insert into statuslevels.badge_impressions as stored (organization_id, day, host, impressions)
        select organization_id, day, case when has_place or place <= $7 then host else $6 end, sum(shown)
        from ranked
        group by 1, 2, 3
        order by 1, 2, 3
        on conflict (organization_id, day, host) do update set impressions = stored.impressions + excluded.impressions
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<BadgeImpressions> logger;
    private readonly HeldCounts<(Guid Organization, DateOnly Day, string Host)> counts;

    public BadgeImpressions(NpgsqlDataSource database, TimeProvider clock, ILogger<BadgeImpressions> logger)
    {
        (this.database, this.clock, this.logger) = (database, clock, logger);
        counts = new(MostHeld, WriteAsync, LogNotWritten);
    }

    /// <summary>A badge was shown.</summary>
    /// <param name="organization">Whose.</param>
    /// <param name="host">Where; null when nobody says.</param>
    public void Add(OrganizationId organization, string? host) =>
        counts.Add((organization.Value, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), host ?? Unknown));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await counts.TryWriteAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => counts.RunAsync(Interval, stoppingToken);

    private async Task WriteAsync(
        IReadOnlyList<KeyValuePair<(Guid Organization, DateOnly Day, string Host), long>> seen, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Put).With(
            seen.Select(one => one.Key.Organization).ToArray(), seen.Select(one => one.Key.Day).ToArray(),
            seen.Select(one => one.Key.Host).ToArray(), seen.Select(one => one.Value).ToArray(), Unknown, Other, MostHosts);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Where badges were shown could not be written; it is kept in memory and written later. {Reason}")]
    private partial void LogNotWritten(string reason);
}
