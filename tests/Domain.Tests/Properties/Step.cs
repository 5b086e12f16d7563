using System.Runtime.InteropServices;
using CsCheck;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>
/// One random step: two numbers, from which the script makes an instant and a command that suit the state at hand.
/// Numbers shrink well, and a due instant can be met to the millisecond only by looking at the state.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Step(long Moment, long Deed)
{
    private static readonly Gen<long> Number = Gen.Long[0, 1L << 60];

    public static Gen<Step[]> Sequences { get; } =
        Gen.Select(Number, Number, (moment, deed) => new Step(moment, deed)).Array[1, Script.MostCommands];
}

/// <summary>Takes small choices out of one big number.</summary>
internal struct Dice(long number)
{
    private long rest = number;

    /// <summary>A choice from 0 to <paramref name="sides"/> - 1.</summary>
    public int Roll(int sides)
    {
        var (quotient, remainder) = Math.DivRem(rest, sides);
        rest = quotient;
        return (int)remainder;
    }

    public bool Percent(int chance) => Roll(100) < chance;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Roll(choices.Length)];
}
