using System.Diagnostics;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks;

/// <summary>What time it is here, and in the database.</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TooMuch = TimeSpan.FromSeconds(30);

    public static async Task<Finding> LookAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var (here, asked) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        // The answer is of some moment on the way.
        var way = Stopwatch.GetElapsedTime(asked);
        var difference = row.Instant(0) - (here + (way / 2));
        var (apart, least) = (difference.Duration(), difference.Duration() - way);
        return least switch
        {
            _ when least > TooMuch => Finding.Fail($"they are {apart} apart"),
            _ when least > Tolerated => Finding.Warn($"they are {apart} apart"),
            _ => Finding.Ok($"they are {apart} apart"),
        };
    }
}
