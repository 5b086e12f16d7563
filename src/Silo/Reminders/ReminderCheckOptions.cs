namespace StatusLevels.Silo.Reminders;

/// <summary>How the reminders of organizations are compared with what is due.</summary>
public sealed class ReminderCheckOptions
{
    /// <summary>Organizations that are compared in a step; at least 1.</summary>
    public int Step { get; set; } = 500;

    /// <summary>Between two steps; above zero. With <see cref="Step"/> it bounds what the check costs: 500 rows a second.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A walk through all organizations begins at most this often.</summary>
    public TimeSpan WalkEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What is overdue, or due within <see cref="Near"/>, is compared this often.</summary>
    public TimeSpan NearEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How far ahead the frequent comparison looks; not negative.</summary>
    public TimeSpan Near { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A reminder may be this much later than the due instant: one that is due at once is armed two seconds ahead.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What differs is looked at again after this time before it is mended; not negative.</summary>
    public TimeSpan SecondLook { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After a step that failed: the database is away.</summary>
    public TimeSpan AfterFailure { get; set; } = TimeSpan.FromMinutes(1);
}
