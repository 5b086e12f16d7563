namespace StatusLevels.Grains.Domain;

/// <summary>What a report of metrics did to C.</summary>
public enum LevelCAction
{
    /// <summary>Nothing: C stays as it is, held or not.</summary>
    None,

    /// <summary>Every criterion holds and C was earned.</summary>
    Granted,

    /// <summary>The criteria are unmet and the at-risk clock started.</summary>
    AtRisk,

    /// <summary>The criteria are met again and the clock stopped.</summary>
    Recovered,

    /// <summary>The criteria are unmet, and the catalog tolerates that for no day.</summary>
    Degraded,

    /// <summary>C would be earned, but a person revoked it.</summary>
    Blocked,

    /// <summary>Newer metrics were reported before: these are not stored.</summary>
    IgnoredStale,

    /// <summary>The organization is forgotten: these are not stored.</summary>
    IgnoredForgotten,
}

/// <summary>The answer to a report of metrics.</summary>
/// <param name="LevelC">What happened to C.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.ReputationOutcome")]
public sealed record ReputationOutcome([property: Id(0)] LevelCAction LevelC)
{
    /// <summary>Whether the metrics were stored.</summary>
    public bool Accepted => LevelC is not (LevelCAction.IgnoredStale or LevelCAction.IgnoredForgotten);
}
