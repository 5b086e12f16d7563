namespace StatusLevels.Grains.Organizations;

/// <summary>The row of an organization's reminder but for its instant, as Orleans's provider writes it.</summary>
/// <param name="GrainId">Whom it wakes.</param>
/// <param name="GrainHash">Where that is on the ring of grains.</param>
/// <param name="Name">The reminder's name.</param>
/// <param name="Period">Milliseconds between two attempts.</param>
internal sealed record ReminderRow(string GrainId, int GrainHash, string Name, long Period);
