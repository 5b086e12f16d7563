using System.Globalization;

namespace StatusLevels.Bench.Reminders;

/// <summary>What a measured node tells the process that measures it: a line on its standard output.</summary>
/// <param name="Word">What happened.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record NodeLine(string Word, int Rows, double Milliseconds)
{
    public const string Ready = "ready";
    public const string Read = "read";

    public static void Write(NodeLine line) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Word} {line.Rows} {line.Milliseconds:0.000}"));

    /// <summary>Null for a line that is somebody else's.</summary>
    public static NodeLine? Parse(string line) => line.Split(' ') is [Ready or Read, var rows, var milliseconds]
        ? new NodeLine(
            line.Split(' ')[0], int.Parse(rows, CultureInfo.InvariantCulture), double.Parse(milliseconds, CultureInfo.InvariantCulture))
        : null;
}
