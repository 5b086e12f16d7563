namespace StatusLevels.Silo.Database;

/// <summary>How a database and this build stand to each other.</summary>
/// <param name="Pending">Scripts of this build that the database has not seen, in order.</param>
/// <param name="Unknown">Scripts in the database that this build does not have: a newer build has been here.</param>
public sealed record MigrationStatus(IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown);
