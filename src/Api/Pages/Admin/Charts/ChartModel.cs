using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Pages.Admin.Charts;

/// <summary>A row of numbers, one a day.</summary>
/// <param name="Name">What people read.</param>
/// <param name="Values">The numbers, in the order of the days.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<long> Values)
{
    public long Total => Values.Sum();
}

/// <summary>Days, and what is drawn over them.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Days">The days, all of them.</param>
/// <param name="Series">One for bars; for lines one for each level, named by its letter.</param>
internal sealed record ChartModel(string Title, IReadOnlyList<DateOnly> Days, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>How wide a drawing is, in its own units; it is stretched to its place.</summary>
    public const int Width = 1000;

    /// <summary>How high a drawing is.</summary>
    public const int Height = 100;

    // Their halves are whole numbers, too.
    private static readonly long[] Steps = [2, 4, 6, 8, 10];

    /// <summary>Where the scale ends: a round number that nothing exceeds.</summary>
    public long Top
    {
        get
        {
            var highest = Series.SelectMany(series => series.Values).DefaultIfEmpty().Max();
            for (long scale = 1; ; scale *= 10)
            {
                if (Steps.FirstOrDefault(step => step * scale >= highest) is > 0 and var step)
                {
                    return step * scale;
                }
            }
        }
    }

    /// <summary>A line through the values, as the path of an SVG.</summary>
    public string Line(ChartSeries series)
    {
        var path = new StringBuilder();
        var last = series.Values.Count - 1;
        for (var at = 0; at <= last; at++)
        {
            Append(path, at == 0 ? 'M' : 'L', last == 0 ? 0 : (double)at * Width / last, Y(series.Values[at]));
        }

        if (last == 0)
        {
            // One day is a line, too.
            Append(path, 'H', Width);
        }

        return path.ToString();
    }

    /// <summary>A bar for each value that is not nothing, as the path of an SVG.</summary>
    public string Bars(ChartSeries series)
    {
        var path = new StringBuilder();
        var place = (double)Width / Math.Max(series.Values.Count, 1);
        // Few days are no reason for walls.
        var bar = Math.Min(place * 0.7, 40);
        for (var at = 0; at < series.Values.Count; at++)
        {
            if (series.Values[at] > 0)
            {
                Append(path, 'M', (at * place) + ((place - bar) / 2), Height);
                Append(path, 'V', Y(series.Values[at]));
                Append(path, 'h', bar);
                Append(path, 'V', Height);
                path.Append('z');
            }
        }

        return path.ToString();
    }

    private double Y(long value) => Height - ((double)value * Height / Top);

    private static void Append(StringBuilder path, char command, params ReadOnlySpan<double> numbers)
    {
        path.Append(command);
        for (var at = 0; at < numbers.Length; at++)
        {
            path.Append(at == 0 ? "" : " ").Append(numbers[at].ToString("0.#", CultureInfo.InvariantCulture));
        }
    }
}
