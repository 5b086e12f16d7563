using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StatusLevels.Silo.Reminders;

/// <summary>Neighbouring grain hashes as the table keeps them: signed, both ends included.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RingInterval(int Low, int High)
{
    private const double Ring = uint.MaxValue + 1d;

    /// <summary>The part of the whole ring that it covers, 0..1.</summary>
    public double Share => (High - (double)Low + 1) / Ring;

    /// <summary>
    /// The range (begin, end] of the ring: one interval, or two where it runs over the
    /// end of the signed order. Equal bounds are the whole ring.
    /// </summary>
    public static ImmutableArray<RingInterval> Of(uint begin, uint end)
    {
        var (after, upTo) = (unchecked((int)begin), unchecked((int)end));
        return begin == end ? [new(int.MinValue, int.MaxValue)]
            : after < upTo ? [new(after + 1, upTo)]
            : after == int.MaxValue ? [new(int.MinValue, upTo)]
            : [new(after + 1, int.MaxValue), new(int.MinValue, upTo)];
    }
}
