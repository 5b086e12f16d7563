namespace StatusLevels.Bench.Reminders;

/// <summary>Which reminder table a node runs on.</summary>
internal enum ReminderTableKind
{
    /// <summary>The product's.</summary>
    Windowed,

    /// <summary>Orleans's own, undecorated.</summary>
    Stock,
}
