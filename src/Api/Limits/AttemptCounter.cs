using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Counts tries by key, in windows that begin with the first try of each. What it remembers is bounded, whatever arrives: when it is full,
/// keys that it does not know have to wait until the oldest window has passed, or with <see cref="ForgetsOldest"/> take its place.
/// </summary>
/// <param name="permits">How many tries a window allows.</param>
/// <param name="window">How long a window is.</param>
/// <param name="capacity">How many keys are remembered; each takes about 100 bytes.</param>
/// <param name="time">Tells when windows are over.</param>
internal sealed class AttemptCounter(int permits, TimeSpan window, int capacity, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, (long Start, int Made)> tries = [];
    private readonly Queue<UInt128> oldestFirst = [];

    /// <summary>
    /// When it is full, the oldest key goes and begins anew: for what must not be closed to strangers. Otherwise strangers wait.
    /// </summary>
    public bool ForgetsOldest { get; init; }

    /// <summary>How many keys are remembered now.</summary>
    public int Remembered => tries.Count;

    /// <summary>Counts a try; how long to wait, when it is one too many.</summary>
    public TimeSpan? Refuse(string key) => Refuse(Hash(key));

    /// <summary>The same, for a key that is short by itself.</summary>
    public TimeSpan? Refuse(UInt128 hash)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            while (oldestFirst.TryPeek(out var oldest) && Left(oldest, now) <= TimeSpan.Zero)
            {
                oldestFirst.Dequeue();
                tries.Remove(oldest);
            }

            if (tries.TryGetValue(hash, out var known))
            {
                if (known.Made >= permits)
                {
                    return Left(hash, now);
                }

                tries[hash] = known with { Made = known.Made + 1 };
                return null;
            }

            if (tries.Count >= capacity)
            {
                if (!ForgetsOldest)
                {
                    return Left(oldestFirst.Peek(), now);
                }

                tries.Remove(oldestFirst.Dequeue());
            }

            tries.Add(hash, (now, 1));
            oldestFirst.Enqueue(hash);
            return null;
        }
    }

    /// <summary>Whether the next try would be one too many; nothing is counted.</summary>
    public bool IsUsedUp(UInt128 hash)
    {
        lock (gate)
        {
            return tries.TryGetValue(hash, out var known) && known.Made >= permits && Left(hash, time.GetTimestamp()) > TimeSpan.Zero;
        }
    }

    private TimeSpan Left(UInt128 key, long now) => window - time.GetElapsedTime(tries[key].Start, now);

    // Keys may be long; what is remembered of each is not.
    private static UInt128 Hash(string key) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
