using System.Collections.Concurrent;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Badges;

/// <summary>
/// Counts how often badges are shown, and on which sites, as browsers report it: by organization, day and site, without cookies or
/// addresses. It costs an increment in memory; every few seconds what was counted is added to the table. What this process cannot hold is
/// counted among other sites, or not at all.
/// </summary>
internal sealed partial class BadgeImpressions(NpgsqlDataSource database, TimeProvider clock, ILogger<BadgeImpressions> logger)
    : BackgroundService
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

    private ConcurrentDictionary<(Guid Organization, DateOnly Day, string Host), Count> counts = new();

    /// <summary>A badge was shown.</summary>
    /// <param name="organization">Whose.</param>
    /// <param name="host">Where; null when nobody says.</param>
    public void Add(OrganizationId organization, string? host)
    {
        var held = counts;
        var key = (organization.Value, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), host ?? Unknown);
        if (!held.TryGetValue(key, out var count))
        {
            if (held.Count >= MostHeld)
            {
                return;
            }

            count = held.GetOrAdd(key, static _ => new Count());
        }

        Interlocked.Increment(ref count.Shown);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time: it is the database that is spared.
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryWriteAsync(stoppingToken);
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        (Guid Organization, DateOnly Day, string Host, Count Count, long Shown)[] seen =
        [
            .. counts.Select(one => (one.Key.Organization, one.Key.Day, one.Key.Host, one.Value, Volatile.Read(ref one.Value.Shown)))
                .Where(one => one.Item5 > one.Value.Written),
        ];
        try
        {
            if (seen.Length > 0)
            {
                await using var command = database.CreateCommand(Put).With(
                    seen.Select(one => one.Organization).ToArray(), seen.Select(one => one.Day).ToArray(),
                    seen.Select(one => one.Host).ToArray(), seen.Select(one => one.Shown - one.Count.Written).ToArray(), Unknown, Other,
                    MostHosts);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        catch (NpgsqlException exception)
        {
            // They are in memory still, and go with the next try; when nobody knows whether they were written, they may count twice.
            LogNotWritten(exception.Message);
            return;
        }

        foreach (var one in seen)
        {
            one.Count.Written = one.Shown;
        }

        if (counts.Count > MostHeld / 2)
        {
            // A badge that is shown at this very moment may be missed: what is written down already is not.
            counts = new();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Where badges were shown could not be written; it is kept in memory and written later. {Reason}")]
    private partial void LogNotWritten(string reason);

    private sealed class Count
    {
        public long Shown;

        /// <summary>What of it is in the table.</summary>
        public long Written { get; set; }
    }
}
