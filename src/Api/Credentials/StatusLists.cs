using Npgsql;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>
/// The status lists, each remembered for some seconds: with the time that caches may keep one, a change is seen within a minute everywhere.
/// </summary>
internal sealed partial class StatusLists
{
    private const int MostKept = 1_000;

    // So many rows cost less than writing the list.
    private const int MostOver = 100;

    private readonly CredentialStore store;
    private readonly TimeProvider time;
    private readonly ILogger<StatusLists> logger;
    private readonly BriefMemory<int, BothLists> known;

    public StatusLists(CredentialStore store, TimeProvider time, ILogger<StatusLists> logger)
    {
        (this.store, this.time, this.logger) = (store, time, logger);
        known = new(time, MostKept, LoadAsync);
    }

    /// <summary>A list; null: there is none such.</summary>
    public async ValueTask<StatusListCredential?> FindAsync(StatusPurpose purpose, int number, CancellationToken cancellationToken)
    {
        var both = await known.GetAsync(number, cancellationToken);
        return purpose == StatusPurpose.Revocation ? both?.Revocation : both?.Suspension;
    }

    /// <summary>The next one who asks reads it anew.</summary>
    public void Forget(int number) => known.Forget(number);

    private async Task<BothLists?> LoadAsync(int number, CancellationToken cancellationToken)
    {
        var now = Instant.Truncate(time.GetUtcNow());
        if (await store.FindListAsync(number, now, cancellationToken) is not { } found)
        {
            return null;
        }

        var (revoked, suspended) = (new Bitstring((ReadOnlySpan<byte>)found.Revoked), new Bitstring((ReadOnlySpan<byte>)found.Suspended));
        foreach (var standing in found.NotCounting)
        {
            // Of a forgotten organization it is not even told which of them it was.
            revoked[standing.Index] = standing.IsOver(now);
            suspended[standing.Index] = standing.Level is null || !standing.IsOver(now);
        }

        if (found.NotCounting.Count(static standing => !standing.IsHeld) > MostOver)
        {
            await FoldAsync(number, cancellationToken);
        }

        return new(
            new(StatusPurpose.Revocation, number, revoked, now), new(StatusPurpose.Suspension, number, suspended, now));
    }

    // The list is known without it: a database that takes no writes just now keeps nobody from reading.
    private async Task FoldAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            await store.FoldAsync(number, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNotFolded(number, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What is over in status list {List} could not be folded; the next reading tries again. {Reason}")]
    private partial void LogNotFolded(int list, string reason);

    private sealed record BothLists(StatusListCredential Revocation, StatusListCredential Suspension);
}
