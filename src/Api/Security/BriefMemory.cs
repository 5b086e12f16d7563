using System.Collections.Concurrent;

namespace StatusLevels.Api.Security;

/// <summary>
/// Answers of the database that are used again for a short while, and a little longer while it is away. Holds at most so many; of one thing
/// the database is asked once at a time. That there is nothing is remembered for a moment.
/// </summary>
/// <param name="time">The clock of the ages.</param>
/// <param name="capacity">How many answers are kept.</param>
/// <param name="load">Asks the database; null when there is nothing.</param>
/// <param name="absentFor">How long it is remembered that there is nothing; null: for a moment.</param>
internal sealed class BriefMemory<TKey, TValue>(
    TimeProvider time, int capacity, Func<TKey, CancellationToken, Task<TValue?>> load, TimeSpan? absentFor = null)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Slot> slots = new();
    private readonly RecentlyAbsent<TKey> absent = new(time, capacity, absentFor);
    private int sweeping;

    /// <summary>Whether an exception says that who is asked is away.</summary>
    public Func<Exception, bool> IsAway { get; init; } = ExceptionProblems.IsDatabaseAway;

    /// <summary>How many answers are held.</summary>
    public int Count => slots.Count;

    /// <summary>There was an answer before, and nobody has said since that it is another one. No question is asked.</summary>
    public bool Remembers(TKey key) => slots.TryGetValue(key, out var slot) && slot.Kept is not null;

    /// <summary>The answer, if it is fresh. No question is asked.</summary>
    public TValue? Fresh(TKey key) => slots.TryGetValue(key, out var slot) ? Within(slot.Kept, BriefMemory.Fresh) : null;

    /// <summary>
    /// The answer: at most <see cref="BriefMemory.Fresh"/> old, or <see cref="BriefMemory.Longest"/> while the database is away.
    /// </summary>
    public ValueTask<TValue?> GetAsync(TKey key, CancellationToken cancellationToken) => GetAsync(key, load, cancellationToken);

    /// <summary>The same with a question that knows more than the key, which alone is kept.</summary>
    public async ValueTask<TValue?> GetAsync(
        TKey key, Func<TKey, CancellationToken, Task<TValue?>> ask, CancellationToken cancellationToken)
    {
        if (absent.Contains(key))
        {
            return null;
        }

        var slot = slots.GetOrAdd(key, static _ => new Slot());
        if (Within(slot.Kept, BriefMemory.Fresh) is { } fresh)
        {
            return fresh;
        }

        // Somebody waits already for a database that did not answer the last time: the others need not.
        var patience = slot.Away && Within(slot.Kept, BriefMemory.Longest) is not null ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        if (!await slot.Turn.WaitAsync(patience, cancellationToken))
        {
            return slot.Kept?.Value;
        }

        try
        {
            // Whoever had the turn before may have found that there is none.
            return absent.Contains(key) ? null : Within(slot.Kept, BriefMemory.Fresh) ?? await LoadAsync(key, slot, ask, cancellationToken);
        }
        finally
        {
            if (slot.Kept is null)
            {
                slots.TryRemove(KeyValuePair.Create(key, slot));
            }

            slot.Turn.Release();
        }
    }

    /// <summary>The next one who asks is answered by the database, and so is not told what was asked for before this call.</summary>
    public void Forget(TKey key)
    {
        absent.Clear();
        slots.TryRemove(key, out _);
    }

    /// <summary>The same for whatever this is true of.</summary>
    public void ForgetWhere(Func<TValue, bool> match)
    {
        absent.Clear();
        foreach (var (key, slot) in slots)
        {
            // Of what is still being asked for, nobody knows yet.
            if (slot.Kept is not { } kept || match(kept.Value))
            {
                slots.TryRemove(KeyValuePair.Create(key, slot));
            }
        }
    }

    private async Task<TValue?> LoadAsync(
        TKey key, Slot slot, Func<TKey, CancellationToken, Task<TValue?>> ask, CancellationToken cancellationToken)
    {
        // An answer is as old as its question.
        var asked = time.GetTimestamp();
        TValue? value;
        try
        {
            value = await ask(key, cancellationToken);
        }
        catch (Exception exception) when (IsAway(exception) && Within(slot.Kept, BriefMemory.Longest) is not null)
        {
            slot.Away = true;
            return slot.Kept!.Value;
        }

        slot.Away = false;
        slot.Kept = value is null ? null : new Kept(value, asked);
        if (value is null)
        {
            absent.Add(key, asked);
        }

        if (slots.Count > capacity)
        {
            Sweep();
        }

        return value;
    }

    private TValue? Within(Kept? kept, TimeSpan age) => kept is not null && time.GetElapsedTime(kept.Asked) < age ? kept.Value : null;

    /// <summary>Makes room for a quarter: the oldest answers go.</summary>
    private void Sweep()
    {
        if (Interlocked.Exchange(ref sweeping, 1) == 1)
        {
            return;
        }

        try
        {
            var oldestFirst = slots.ToArray().OrderBy(pair => pair.Value.Kept?.Asked ?? long.MaxValue).ToArray();
            foreach (var pair in oldestFirst.Take(oldestFirst.Length - (capacity * 3 / 4)))
            {
                slots.TryRemove(pair);
            }
        }
        finally
        {
            Volatile.Write(ref sweeping, 0);
        }
    }

    private sealed class Slot
    {
        private volatile Kept? kept;
        private volatile bool away;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public Kept? Kept { get => kept; set => kept = value; }

        public bool Away { get => away; set => away = value; }
    }

    private sealed record Kept(TValue Value, long Asked);
}

/// <summary>How long answers are used again.</summary>
internal static class BriefMemory
{
    /// <summary>While the database can be asked: what changes elsewhere is known here after this time.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>While it is away.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
}
