using Npgsql;
using StatusLevels.Api.Analytics;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Badges;

/// <summary>Removes what was kept of scans, impressions and visits for as long as it is said to be.</summary>
internal sealed partial class BadgeUpkeep(NpgsqlDataSource database, TimeProvider clock, ILogger<BadgeUpkeep> logger) : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Each scan.</summary>
    public static readonly TimeSpan Scans = TimeSpan.FromDays(30);

    /// <summary>By what visitors of a day are told apart; whole days, so that no visitor can be found after 48 hours.</summary>
    private const int SaltDays = 1;

    /// <summary>Where badges were shown.</summary>
    private const int ImpressionDays = 400;

    private const int Step = 5_000;

    private const string RemoveScans = """
        delete from statuslevels.qr_scans where ctid = any (array(select ctid from statuslevels.qr_scans where occurred_at < $1 limit $2))
        """;

    private const string RemoveVisitors = """
        delete from statuslevels.qr_visitors where ctid = any (array(select ctid from statuslevels.qr_visitors where day < $1 limit $2))
        """;

    private const string RemoveSalts = "delete from statuslevels.qr_salts where day < $1 and $2 > 0";

    private const string RemoveImpressions = """
        delete from statuslevels.badge_impressions where ctid = any (array(select ctid from statuslevels.badge_impressions where day < $1 limit $2))
        """;

    private const string RemoveVisits = """
        delete from statuslevels.page_visits where ctid = any (array(select ctid from statuslevels.page_visits where day < $1 limit $2))
        """;

    // Counted at the very moment at which their organization was forgotten.
    private const string RemoveOrphans = """
        delete from statuslevels.badge_impressions as b
        where b.day >= $1 and $2 > 0 and exists (
            select from statuslevels.organization_status as s where s.organization_id = b.organization_id and s.last_sequence = 0)
        """;

    private const string RemoveOrphanedVisits = """
        delete from statuslevels.page_visits as v
        where v.day >= $1 and $2 > 0 and exists (
            select from statuslevels.organization_status as s where s.organization_id = v.organization_id and s.last_sequence = 0)
        """;

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await RemoveAsync(RemoveScans, now - Scans, cancellationToken);
        await RemoveAsync(RemoveVisitors, today.AddDays(-SaltDays), cancellationToken);
        await RemoveAsync(RemoveSalts, today.AddDays(-SaltDays), cancellationToken);
        await RemoveAsync(RemoveImpressions, today.AddDays(-ImpressionDays), cancellationToken);
        await RemoveAsync(RemoveVisits, today.AddDays(-PageVisits.KeptDays), cancellationToken);
        await RemoveAsync(RemoveOrphans, today.AddDays(-2), cancellationToken);
        await RemoveAsync(RemoveOrphanedVisits, today.AddDays(-2), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RemoveAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception.Message);
            }
        }
    }

    private async Task RemoveAsync(string sql, object before, CancellationToken cancellationToken)
    {
        int rows;
        do
        {
            await using var command = database.CreateCommand(sql).With(before, Step);
            rows = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (rows == Step);
    }

    [LoggerMessage(1, LogLevel.Warning, "Scans, impressions and visits whose time is over could not be removed; that is tried again in an hour. {Reason}")]
    private partial void LogLater(string reason);
}
