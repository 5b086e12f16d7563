namespace StatusLevels.Api.Import;

/// <summary>
/// Remembers that the database was away a moment ago, so that not every line of a long import waits for it in turn: they fail at once,
/// and a moment later some of them try again.
/// </summary>
internal sealed class DatabaseOutage
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private long seenAt;

    // A real pause, whatever clock the application goes by.
    private static TimeProvider Clock => TimeProvider.System;

    public bool IsOn => Volatile.Read(ref seenAt) is var at and not 0 && Clock.GetElapsedTime(at) < Remembered;

    public void Seen() => Volatile.Write(ref seenAt, Clock.GetTimestamp());
}
