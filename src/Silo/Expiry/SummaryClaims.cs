using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Silo.Expiry;

/// <summary>Which node writes the summary of a day: the one that gets the day's row. The rows stay as an account of the days.</summary>
internal sealed class SummaryClaims(NpgsqlDataSource database)
{
    private const int KeptDays = 400;

    /// <summary>How long a node has to finish what it claimed, before another one may try.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    // A finished day is nobody's any more.
    private const string ClaimDay = """
        insert into expiry_summaries as stored (day, claimed_at, claimed_by) values ($1, $2, $3)
        on conflict (day) do update set (claimed_at, claimed_by) = (excluded.claimed_at, excluded.claimed_by)
        where stored.finished_at is null and stored.claimed_at <= $4
        returning (select max(f.until) from expiry_summaries as f where f.finished_at is not null and f.day < $1)
        """;

    private const string FinishDay = """
        update expiry_summaries
        set (finished_at, since, until, raised, late, superseded, due_next, max_lateness, p99_lateness, overdue)
          = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        where day = $1
        """;

    private const string GiveUp =
        "update expiry_summaries set claimed_at = '-infinity' where day = $1 and claimed_by = $2 and finished_at is null";

    private const string Forget = "delete from expiry_summaries where day < $1";

    /// <summary>Claims a day; false when another node has it, or when it is done.</summary>
    /// <returns>With the claim: where the last summary ended, if there is one.</returns>
    public async Task<(bool Claimed, DateTimeOffset? LastUntil)> Claim(
        DateOnly day, DateTimeOffset now, string node, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ClaimDay).With(day, now, node, now - Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (true, reader.InstantOrNull(0))
            : (false, null);
    }

    /// <summary>Keeps what was found, and lets go of days long past.</summary>
    public async Task Finish(DateOnly day, ExpirySummary summary, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using (var finish = database.CreateCommand(FinishDay).With(
            day, now, summary.Since, summary.Until, summary.Raised, summary.Late, summary.Superseded, summary.DueNext,
            summary.MaxLateness, summary.P99Lateness, summary.Backlog.Overdue))
        {
            await finish.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var forget = database.CreateCommand(Forget).With(day.AddDays(-KeptDays));
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Leaves a day to the next one who tries, without waiting for the lease to end.</summary>
    public async Task Release(DateOnly day, string node, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(GiveUp).With(day, node);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
