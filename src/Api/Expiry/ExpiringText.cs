using System.Globalization;
using System.Text;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Expiry;

/// <summary>A summary as a person at a terminal reads it.</summary>
internal static class ExpiringText
{
    /// <summary>How many levels are named.</summary>
    public const int MostLevels = 20;

    public static string Of(ExpirySummary summary, int days, long count, IReadOnlyList<ExpiringLevel> first)
    {
        var text = new StringBuilder();
        Line(text, $"Notices from {Instants.Write(summary.Since)} to {Instants.Write(summary.Until)}");
        Line(text, $"  raised        {summary.Raised} ({SummaryWords.Raised(summary)})");
        Line(text, $"  late          {summary.Late} (latest {SummaryWords.Span(summary.MaxLateness)}, 99 of 100 within {SummaryWords.Span(summary.P99Lateness)})");
        Line(text, $"  superseded    {summary.Superseded}");
        Line(text, $"  next 24 h     {summary.DueNext} ({SummaryWords.DueNext(summary)})");
        Line(text, $"Organizations");
        Line(text, $"  armed         {(summary.Backlog.IsEstimate ? "about " : "")}{summary.Backlog.Armed}");
        Line(text, $"  overdue       {(summary.Backlog.Overdue > TimeSpan.Zero ? $"the oldest for {SummaryWords.Span(summary.Backlog.Overdue)}" : "none")}");
        Line(text, $"Levels that end within {days} days: {count}");
        foreach (var level in first)
        {
            Line(text, $"  {Instants.Write(level.Place.ValidUntil)}  {level.Level}  {level.OrganizationId}  {Told(level)}{(level.Name is { } name ? $"  {OneLine(name)}" : "")}");
        }

        if (count > first.Count)
        {
            Line(text, $"  ... and {count - first.Count} more: GET /api/admin/expiring?days={days}");
        }

        return text.ToString();
    }

    private static string Told(ExpiringLevel level)
    {
        var raised = level.Notices.Where(notice => notice.Outcome == NoticeOutcome.Raised).Select(notice => $"{notice.DaysBefore} d");
        return string.Join(", ", raised) is { Length: > 0 } points ? $"told at {points}" : "not told yet";
    }

    // What people typed must not move the cursor of whoever reads it.
    private static string OneLine(string name) => string.Concat(name.Select(character => char.IsControl(character) ? ' ' : character));

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
