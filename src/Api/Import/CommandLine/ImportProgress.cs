using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>How far the import is: a bar that is drawn over itself on a terminal, and nothing anywhere else.</summary>
internal sealed class ImportProgress(TextWriter terminal, bool isTerminal, TimeProvider clock) : IDisposable
{
    private const int BarCells = 24;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly ImportTally tally = new();
    private readonly long startedAt = clock.GetTimestamp();
    private long drawnAt;
    private int drawnLength;

    /// <summary>The share of the input that was sent, 0..1; null when its size is not known.</summary>
    public double? Share { get; set; }

    public int Lines => tally.Lines;

    public int Failed => tally.Of(ImportOutcome.Failed);

    public void Add(string outcome)
    {
        tally.Add(outcome);
        if (isTerminal && (drawnAt == 0 || clock.GetElapsedTime(drawnAt) >= Between))
        {
            Draw();
        }
    }

    /// <summary>Writes a line of its own, above the bar.</summary>
    public void Say(string line)
    {
        Clear();
        terminal.WriteLine(line);
    }

    public void Clear()
    {
        if (drawnLength > 0)
        {
            terminal.Write($"\r{new string(' ', drawnLength)}\r");
            drawnLength = 0;
            drawnAt = 0;
        }
    }

    public string Summary()
    {
        var seconds = clock.GetElapsedTime(startedAt).TotalSeconds;
        var counts = Enum.GetValues<ImportOutcome>()
            .Where(outcome => tally.Of(outcome) > 0)
            .Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{tally.Of(outcome):N0} {Words.Of(outcome).Replace('_', ' ')}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Lines:N0} lines in {seconds:0.0} s ({Speed(seconds):N0} lines/s){(Lines == 0 ? "" : ": ")}{string.Join(", ", counts)}.");
    }

    public void Dispose() => Clear();

    private void Draw()
    {
        var seconds = clock.GetElapsedTime(startedAt).TotalSeconds;
        var text = new StringBuilder();
        if (Share is { } share)
        {
            var cells = (int)(Math.Clamp(share, 0, 1) * BarCells);
            text.Append(CultureInfo.InvariantCulture, $"[{new string('#', cells)}{new string('.', BarCells - cells)}] {share * 100,3:0} %  ");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Lines:N0} lines  {Speed(seconds):N0} lines/s  {Failed:N0} failed");
        var gap = Math.Max(0, drawnLength - text.Length);
        drawnLength = text.Length;
        drawnAt = clock.GetTimestamp();
        terminal.Write($"\r{text}{new string(' ', gap)}");
    }

    private double Speed(double seconds) => seconds > 0 ? Lines / seconds : 0;
}
