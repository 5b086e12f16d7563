using System.Runtime.InteropServices;

namespace StatusLevels.Api.Organizations;

/// <summary>
/// Which organizations are read often. The second reader within a moment wakes one that was read where it is stored; from then on it is
/// in memory, here or on another node, and is asked as long as somebody asks. A table of fixed size: who falls on the place of another
/// takes it, which costs the other one a reader.
/// </summary>
internal sealed class RecentlyRead(TimeProvider time)
{
    private const int Places = 1 << 16;
    private const uint IsAsked = 1u << 31;

    /// <summary>How soon the second reader has to come.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    /// <summary>How long one that was asked counts as awake: much less than an organization stays in memory that nobody asks.</summary>
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(1);

    // A half of its id, the second of the last reader, and whether that one asked it; in one piece, so that it needs no lock.
    private readonly ulong[] places = new ulong[Places];
    private readonly long start = time.GetTimestamp() - time.TimestampFrequency;

    private uint Now => (uint)time.GetElapsedTime(start).TotalSeconds & ~IsAsked;

    /// <summary>It was read where it is stored.</summary>
    public void Add(OrganizationId organization)
    {
        ref var place = ref PlaceOf(organization, out var half);
        Volatile.Write(ref place, half | Now);
    }

    /// <summary>Whether it is to be asked itself.</summary>
    public bool IsOften(OrganizationId organization)
    {
        ref var place = ref PlaceOf(organization, out var half);
        var (seen, now) = (Volatile.Read(ref place), Now);
        var since = TimeSpan.FromSeconds(now - ((uint)seen & ~IsAsked));
        if ((uint)seen == 0 || (seen & ~(ulong)uint.MaxValue) != half || since > ((seen & IsAsked) != 0 ? Awake : Moment))
        {
            return false;
        }

        Volatile.Write(ref place, half | IsAsked | now);
        return true;
    }

    private ref ulong PlaceOf(OrganizationId organization, out ulong half)
    {
        var id = organization.Value;
        var words = MemoryMarshal.Cast<byte, ulong>(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref id, 1)));
        half = words[1] & ~(ulong)uint.MaxValue;
        return ref places[(words[0] ^ words[1]) % Places];
    }
}
