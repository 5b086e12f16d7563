namespace StatusLevels.Bench.Reminders;

/// <param name="Rounds">How often each is measured.</param>
/// <param name="Counts">How many reminders, beside ten thousand.</param>
/// <param name="Tables">On which tables.</param>
internal sealed record ArmedRemindersOptions(int Rounds, IReadOnlyList<int> Counts, IReadOnlyList<ReminderTableKind> Tables);
