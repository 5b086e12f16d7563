namespace StatusLevels.Api.TransparencyLog;

/// <summary>Makes proofs that entries of histories are in the public log.</summary>
internal sealed class LogProofs(PublicLog log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The entry is not in the log yet: whoever asks again soon finds it there.</summary>
    public static Problem NotYet => new(ProblemCode.NotLoggedYet, "not_logged_yet") { RetryAfter = Pause };

    /// <summary>The proof of an entry by the newest checkpoint, or why there is none.</summary>
    public async Task<(LogProof? Proof, Problem? Problem)> FindAsync(Guid organization, long sequence, CancellationToken cancellationToken)
    {
        if (log.Open is not { Number: var number }
            || await log.Store.FindAsync(number, organization, sequence, cancellationToken) is not { } entry)
        {
            return (null, PublicLog.NoSuch);
        }

        if (entry.IsForgotten)
        {
            return (null, new Problem(ProblemCode.Gone, "forgotten_proof"));
        }

        if (!entry.Exists)
        {
            return (null, PublicLog.NoSuch);
        }

        if (entry is not { Index: { } index, Salt: { } salt }
            || await log.Store.NewestAsync(number, cancellationToken) is not { } note
            || Checkpoint.Parse(note.Text) is not { } checkpoint || checkpoint.Size <= index)
        {
            return (null, NotYet);
        }

        var hashes = await log.Store.Tree(number, checkpoint.Size).InclusionAsync(index, cancellationToken);
        return (new LogProof(salt, index, hashes, note), null);
    }
}
