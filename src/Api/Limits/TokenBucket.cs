namespace StatusLevels.Api.Limits;

/// <summary>
/// Lets so many through a second, and after a pause a burst. The framework's own one cannot be told the time, and fills up in steps.
/// </summary>
/// <param name="perSecond">How fast it fills.</param>
/// <param name="burst">What a full one lets through at once.</param>
/// <param name="time">Tells how much has come in since.</param>
internal sealed class TokenBucket(int perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private double left = burst;
    private long filledAt = time.GetTimestamp();

    /// <summary>Takes one; how long to wait, when there is none.</summary>
    public TimeSpan? Refuse()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            left = Math.Min(burst, left + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
            filledAt = now;
            if (left >= 1)
            {
                left--;
                return null;
            }

            return TimeSpan.FromSeconds((1 - left) / perSecond);
        }
    }
}
