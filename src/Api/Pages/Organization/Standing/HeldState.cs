using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Organization.Standing;

/// <summary>How a level that is held stands, in the words of the organization's pages.</summary>
internal static class HeldState
{
    /// <summary>Its word behind <c>standing.state.</c></summary>
    public static string Of(LevelSnapshot held) => held switch
    {
        { AtRiskUntil: not null, Counts: true } => "at_risk",
        { State: LevelState.Grace } => "grace",
        { Counts: false } => "suspended",
        _ => "active",
    };

    /// <summary>How that word looks.</summary>
    public static string Look(LevelSnapshot held) => Of(held) switch { "active" => "good", "suspended" => "bad", _ => "warn" };

    /// <summary>Its end is as near as the first warning that goes by mail. A grace is told of by itself.</summary>
    public static bool IsEnding(LevelSnapshot held, StatusLevelCatalog catalog, DateTimeOffset now) =>
        held is { Counts: true, GraceEndsAt: null, ValidUntil: { } end } && !catalog.ExpiryNoticeDays.IsEmpty
        && Instant.DaysUntil(end, now) <= catalog.ExpiryNoticeDays.Max();
}
