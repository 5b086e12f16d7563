namespace StatusLevels.Silo.Database;

/// <summary>How a database and this build stand to each other.</summary>
/// <param name="Pending">Migrations and current texts of this build that the database does not have, in order.</param>
/// <param name="Unknown">What the database has and this build does not: a newer build has been here.</param>
/// <param name="Edited">Migrations whose text is another one than the database has seen.</param>
public sealed record MigrationStatus(IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown, IReadOnlyList<string> Edited);
