using System.Collections.Immutable;

namespace StatusLevels.Silo.Analytics;

/// <summary>
/// Adds up the days. How many organizations had a level is known for now, from the read
/// model; each earlier day is now without what happened after it.
/// </summary>
internal sealed class AnalyticsTally(DateOnly from, DateOnly to)
{
    private readonly Dictionary<string, long> stored = new(StringComparer.Ordinal);
    private readonly List<(DateOnly Day, string Level, long Change)> later = [];
    private readonly List<(DateOnly Day, string Level, long Change)> overdue = [];
    private readonly Dictionary<(DateOnly Day, string What), long> counts = [];
    private long graceEnded;

    public void AddStored(string level, long organizations) => stored[level] = organizations;

    public void AddMove(DateOnly day, string action, string before, string after, bool endedGrace, long times)
    {
        Change(later, day, before, after, times);
        if (day > to)
        {
            return;
        }

        AddCount(day, action, times);
        graceEnded += endedGrace ? times : 0;
    }

    public void AddOverdue(DateOnly day, string before, string after, long times) => Change(overdue, day, before, after, times);

    public void AddCount(DateOnly day, string what, long times) => counts[(day, what)] = counts.GetValueOrDefault((day, what)) + times;

    public AnalyticsReport Report(ReviewTimes reviews)
    {
        var laterByDay = later.ToLookup(move => move.Day);
        var overdueByDay = overdue.ToLookup(move => move.Day < from ? from : move.Day);
        var countsByDay = counts.ToLookup(count => count.Key.Day, count => KeyValuePair.Create(count.Key.What, count.Value));

        // Backwards from now to the end of each day, then forwards through what no tick has written down yet.
        var atEnd = new Dictionary<DateOnly, Dictionary<string, long>>();
        var levels = new Dictionary<string, long>(stored, StringComparer.Ordinal);
        Take(levels, later.Where(move => move.Day > to), -1);
        for (var day = to; day >= from; day = day.AddDays(-1))
        {
            atEnd[day] = new(levels, StringComparer.Ordinal);
            Take(levels, laterByDay[day], -1);
        }

        var days = ImmutableArray.CreateBuilder<AnalyticsDay>();
        var ended = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            Take(ended, overdueByDay[day], 1);
            foreach (var (level, change) in ended)
            {
                atEnd[day][level] = atEnd[day].GetValueOrDefault(level) + change;
            }

            days.Add(new AnalyticsDay(
                day, atEnd[day].ToImmutableDictionary(StringComparer.Ordinal),
                countsByDay[day].ToImmutableDictionary(StringComparer.Ordinal)));
        }

        return new AnalyticsReport(days.DrainToImmutable(), reviews, graceEnded);
    }

    private static void Change(List<(DateOnly, string, long)> changes, DateOnly day, string before, string after, long times)
    {
        if (before != after)
        {
            changes.Add((day, before, -times));
            changes.Add((day, after, times));
        }
    }

    private static void Take(Dictionary<string, long> levels, IEnumerable<(DateOnly Day, string Level, long Change)> changes, int sign)
    {
        foreach (var (_, level, change) in changes)
        {
            levels[level] = levels.GetValueOrDefault(level) + (sign * change);
        }
    }
}
