namespace StatusLevels.Silo.Reminders;

/// <summary>A walk along the due instants that goes on where it stopped, and begins anew at most so often.</summary>
internal sealed class ReminderWalk(TimeSpan every)
{
    private DateTimeOffset? began;
    private bool under;

    public WalkPosition Position { get; private set; } = WalkPosition.Start;

    /// <summary>Whether it is under way, or time for the next.</summary>
    public bool IsDue(DateTimeOffset now) => under || !(now - began < every);

    /// <summary>Notes a step.</summary>
    /// <param name="position">How far it came; null: to the end.</param>
    /// <param name="now">When the step began.</param>
    public void Advance(WalkPosition? position, DateTimeOffset now)
    {
        began = under ? began : now;
        under = position is not null;
        Position = position ?? WalkPosition.Start;
    }
}
