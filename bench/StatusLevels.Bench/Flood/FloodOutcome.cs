using System.Globalization;

namespace StatusLevels.Bench.Flood;

/// <summary>What a flood came to.</summary>
/// <param name="Ids">How many ids were made up.</param>
/// <param name="PerSecond">How many of them a second.</param>
/// <param name="Idle">Memory before the first, MiB.</param>
/// <param name="After">Memory a while after the last, MiB.</param>
/// <param name="Most">The most there ever was, MiB.</param>
/// <param name="Created">Rows that came into being.</param>
/// <param name="Left">Activations that did not leave; null where that cannot be seen from outside.</param>
internal sealed record FloodOutcome(int Ids, double PerSecond, double Idle, double After, double Most, long Created, string? Left)
{
    public double AboveIdle => After - Idle;

    public static string Megabytes(double size) => string.Create(CultureInfo.InvariantCulture, $"{size:0} MiB");

    public string[] Cells() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Ids:N0}"), string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0}"),
        Megabytes(Idle), Megabytes(After), Megabytes(AboveIdle), Megabytes(Most),
        Created.ToString(CultureInfo.InvariantCulture), Left ?? "-",
    ];
}
