using System.Threading.Channels;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Security;

/// <summary>Notes when a service key was last used: to the minute, and without anybody waiting for it.</summary>
internal sealed partial class ServiceKeyUse(NpgsqlDataSource database, TimeProvider time, ILogger<ServiceKeyUse> logger) : BackgroundService
{
    private const int MostWaiting = 1_000;

    private const string Note = """
        update statuslevels.api_keys set last_used_at = $2
        where id = $1 and (last_used_at is null or last_used_at <= $2 - interval '1 minute')
        """;

    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    // While the database is away notes pile up; the oldest tell the least.
    private readonly Channel<(Guid Key, DateTimeOffset At)> waiting = Channel.CreateBounded<(Guid, DateTimeOffset)>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Seen(KnownServiceKey key)
    {
        var now = time.GetUtcNow();
        if (key.LastUsedAt is null || now - key.LastUsedAt >= Resolution)
        {
            waiting.Writer.TryWrite((key.Id, now));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (key, at) in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var command = database.CreateCommand(Note).With(key, at);
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogNotNoted(key, exception.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "It could not be noted that service key {Key} was used. {Reason}")]
    private partial void LogNotNoted(Guid key, string reason);
}
