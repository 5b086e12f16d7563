using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>
/// The status lists, each remembered for some seconds: with the time that caches may keep one, a change is seen within a minute everywhere.
/// </summary>
internal sealed class StatusLists(CredentialStore store, TimeProvider time)
{
    private const int MostKept = 1_000;

    // So many rows cost less than to write the list.
    private const int MostOver = 100;

    private readonly BriefMemory<int, BothLists> known = new(time, MostKept, (number, cancellationToken) =>
        LoadAsync(store, time, number, cancellationToken));

    /// <summary>A list; null: there is none such.</summary>
    public async ValueTask<StatusListCredential?> FindAsync(StatusPurpose purpose, int number, CancellationToken cancellationToken)
    {
        var both = await known.GetAsync(number, cancellationToken);
        return purpose == StatusPurpose.Revocation ? both?.Revocation : both?.Suspension;
    }

    /// <summary>The next one who asks reads it anew.</summary>
    public void Forget(int number) => known.Forget(number);

    private static async Task<BothLists?> LoadAsync(
        CredentialStore store, TimeProvider time, int number, CancellationToken cancellationToken)
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
            await store.FoldAsync(number, cancellationToken);
        }

        return new(
            new(StatusPurpose.Revocation, number, revoked, now), new(StatusPurpose.Suspension, number, suspended, now));
    }

    private sealed record BothLists(StatusListCredential Revocation, StatusListCredential Suspension);
}
