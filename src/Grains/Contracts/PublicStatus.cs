using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>What anyone may see of an organization, from itself or from where it is stored.</summary>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Version">Counts the writes; 0 when it was never touched.</param>
/// <param name="Levels">What counts, lowest first.</param>
/// <param name="NextDue">Until when this stays true by itself; null when nothing falls due.</param>
public sealed record PublicStatus(
    OrganizationId OrganizationId, long Version, ImmutableArray<PublicLevel> Levels, DateTimeOffset? NextDue)
{
    /// <summary>The highest level that counts; null when none does.</summary>
    public StatusLevel? CurrentLevel => Levels is [.., var highest] ? highest.Level : null;

    public static PublicStatus Of(StatusSnapshot status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new(
            status.OrganizationId, status.Version, [.. status.Levels.Where(level => level.Counts).Select(PublicLevel.Of)], status.NextDue);
    }
}

/// <summary>What anyone may see of a level that counts: not whether somebody has paid for it.</summary>
/// <param name="Id">Names this holding.</param>
/// <param name="Level">Which one.</param>
/// <param name="GrantedAt">Since when it is held.</param>
/// <param name="ValidUntil">Its exclusive end; null when it has none, or is in grace.</param>
/// <param name="LastVerifiedAt">When B was last verified.</param>
public sealed record PublicLevel(
    Guid Id, StatusLevel Level, DateTimeOffset GrantedAt, DateTimeOffset? ValidUntil, DateTimeOffset? LastVerifiedAt)
{
    public static PublicLevel Of(LevelSnapshot level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return new(level.Id, level.Level, level.GrantedAt, level.ValidUntil, level.LastVerifiedAt);
    }
}
