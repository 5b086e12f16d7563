using System.Globalization;

namespace StatusLevels.Api.Takeover;

/// <summary>How far it is: a bar that is drawn over itself on a terminal, and nothing anywhere else.</summary>
internal sealed class TakeoverProgress(TextWriter terminal, bool isTerminal, int total, TimeProvider clock)
{
    private const int BarCells = 24;

    private readonly long startedAt = clock.GetTimestamp();
    private int done;

    public double Seconds => clock.GetElapsedTime(startedAt).TotalSeconds;

    public int Done => done;

    public void Add(int organizations)
    {
        done += organizations;
        if (isTerminal)
        {
            var cells = total == 0 ? BarCells : (int)(Math.Clamp((double)done / total, 0, 1) * BarCells);
            terminal.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"\r[{new string('#', cells)}{new string('.', BarCells - cells)}] {done:N0} of {total:N0} organizations  {done / Math.Max(Seconds, 0.001):N0}/s   "));
        }
    }

    public void End()
    {
        if (isTerminal)
        {
            terminal.WriteLine();
        }
    }
}
