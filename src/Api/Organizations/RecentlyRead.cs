using System.Runtime.InteropServices;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// Which organizations were read where they are stored a moment ago: the second reader wakes one, and from then on it is read from memory.
/// One that does not come into the memory of this process by that lives elsewhere, and is left alone for a while. A table of fixed size:
/// who falls on the place of another takes it, which costs the other one a reader.
/// </summary>
internal sealed class RecentlyRead(TimeProvider time)
{
    private const int Places = 1 << 16;
    private const uint IsWoken = 1u << 31;

    /// <summary>How soon the second reader has to come.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    /// <summary>How long one that was woken is not woken again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // A half of its id, when it was read in seconds, and whether that woke it; in one piece, so that it needs no lock.
    private readonly ulong[] places = new ulong[Places];
    private readonly long start = time.GetTimestamp() - time.TimestampFrequency;

    private uint Now => (uint)time.GetElapsedTime(start).TotalSeconds & ~IsWoken;

    /// <summary>It was read where it is stored.</summary>
    public void Add(OrganizationId organization)
    {
        ref var place = ref PlaceOf(organization, out var half);
        if (!Holds(Volatile.Read(ref place), half, out _))
        {
            Volatile.Write(ref place, half | Now);
        }
    }

    /// <summary>Whether this reader is the one who wakes it. Only one is told so.</summary>
    public bool IsToBeWoken(OrganizationId organization)
    {
        ref var place = ref PlaceOf(organization, out var half);
        var seen = Volatile.Read(ref place);
        return Holds(seen, half, out var isWoken) && !isWoken
            && Interlocked.CompareExchange(ref place, half | IsWoken | Now, seen) == seen;
    }

    private bool Holds(ulong place, ulong half, out bool isWoken)
    {
        isWoken = (place & IsWoken) != 0;
        var since = TimeSpan.FromSeconds(Now - ((uint)place & ~IsWoken));
        return (place & ~(ulong)uint.MaxValue) == half && (uint)place != 0 && since <= (isWoken ? Pause : Moment);
    }

    private ref ulong PlaceOf(OrganizationId organization, out ulong half)
    {
        var id = organization.Value;
        var words = MemoryMarshal.Cast<byte, ulong>(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref id, 1)));
        half = words[1] & ~(ulong)uint.MaxValue;
        return ref places[(words[0] ^ words[1]) % Places];
    }
}
