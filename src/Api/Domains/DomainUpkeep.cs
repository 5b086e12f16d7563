using Npgsql;

namespace StatusLevels.Api.Domains;

/// <summary>Looks at each site once a day, on one node of all: what is no longer the organization's ends to count.</summary>
internal sealed partial class DomainUpkeep(
    DomainStore domains, DomainCheck check, TimeProvider clock, ILogger<DomainUpkeep> logger) : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private const int AtOnce = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await LookAsync(stoppingToken) == AtOnce)
                {
                }
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception.Message);
            }
        }
    }

    private async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var due = await domains.ClaimAsync(AtOnce, cancellationToken);
        await Task.WhenAll(due.Select(async one => await domains.NoteAsync(
            one.Organization, one.Domain, await check.LookAsync(one.Domain, one.Organization, cancellationToken), cancellationToken)));
        return due.Count;
    }

    [LoggerMessage(1, LogLevel.Warning, "The sites of organizations could not be looked at; that is tried again in five minutes. {Reason}")]
    private partial void LogLater(string reason);
}
