using Npgsql;
using StatusLevels.Api.QrCodes;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Analytics;

/// <summary>
/// Counts how often people come to the page of the levels and to passports, by day: no cookie, no address, no name of a browser is kept.
/// Robots, previews and prefetches are no visits; what a cache answers nobody sees.
/// </summary>
internal sealed partial class PageVisits : BackgroundService
{
    /// <summary>How long sums are kept, days.</summary>
    public const int KeptDays = 400;

    private const int MostHeld = 100_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // What is forgotten, or was never there, is not counted.
    private const string Put = """
        insert into statuslevels.page_visits as stored (organization_id, day, visits)
        select g.organization_id, g.day, g.visits
        from unnest($1::uuid[], $2::date[], $3::bigint[]) as g (organization_id, day, visits)
        where g.organization_id is null or exists (
            select from statuslevels.organization_status as s where s.organization_id = g.organization_id and s.last_sequence > 0)
        order by 1, 2
        on conflict (organization_id, day) do update set visits = stored.visits + excluded.visits
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<PageVisits> logger;
    private readonly HeldCounts<(Guid? Organization, DateOnly Day)> counts;

    public PageVisits(NpgsqlDataSource database, TimeProvider clock, ILogger<PageVisits> logger)
    {
        (this.database, this.clock, this.logger) = (database, clock, logger);
        counts = new(MostHeld, WriteAsync, LogNotWritten);
    }

    /// <summary>Somebody came to the page of the levels.</summary>
    public void AddLevels(HttpContext context) => Add(context, organization: null);

    /// <summary>Somebody came to a passport.</summary>
    public void AddPassport(HttpContext context, OrganizationId organization) => Add(context, organization.Value);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await counts.TryWriteAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => counts.RunAsync(Interval, stoppingToken);

    private void Add(HttpContext context, Guid? organization)
    {
        if (!ScanDevice.IsNobody(context))
        {
            counts.Add((organization, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)));
        }
    }

    private async Task WriteAsync(
        IReadOnlyList<KeyValuePair<(Guid? Organization, DateOnly Day), long>> seen, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Put).With(
            seen.Select(one => one.Key.Organization).ToArray(), seen.Select(one => one.Key.Day).ToArray(),
            seen.Select(one => one.Value).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The visits of pages could not be written; they are kept in memory and written later. {Reason}")]
    private partial void LogNotWritten(string reason);
}
