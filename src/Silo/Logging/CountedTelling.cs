namespace StatusLevels.Silo.Logging;

/// <summary>
/// For what anybody can cause by the thousand: tells of the first at once, and of those that follow once a period, by their number and the
/// last of them.
/// </summary>
/// <typeparam name="T">What there is to tell of one.</typeparam>
public sealed class CountedTelling<T> : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeSpan period;
    private readonly Action<int, T> tell;
    private readonly ITimer timer;
    private T last = default!;
    private int count;
    private bool isQuiet;

    /// <param name="time">Tells when a period is over.</param>
    /// <param name="period">Between two tellings.</param>
    /// <param name="tell">Told how many there were since the telling before, and the last of them.</param>
    public CountedTelling(TimeProvider time, TimeSpan period, Action<int, T> tell)
    {
        ArgumentNullException.ThrowIfNull(time);
        (this.period, this.tell) = (period, tell);
        timer = time.CreateTimer(_ => Tell(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(T one)
    {
        lock (gate)
        {
            (count, last) = (count + 1, one);
            if (isQuiet)
            {
                return;
            }

            isQuiet = true;
        }

        Tell();
    }

    public void Dispose() => timer.Dispose();

    private void Tell()
    {
        int told;
        T one;
        lock (gate)
        {
            (told, one) = (count, last);
            (count, last) = (0, default!);
            isQuiet = told > 0;
        }

        if (told > 0)
        {
            timer.Change(period, Timeout.InfiniteTimeSpan);
            tell(told, one);
        }
    }
}
