using System.Runtime.InteropServices;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Badges;

/// <summary>What a badge says of an organization.</summary>
/// <param name="Level">The highest level that counts; null when none does.</param>
/// <param name="Version">Of the status.</param>
/// <param name="Until">Its exclusive end; null when it has none.</param>
/// <param name="NextDue">Until when this stays true by itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BadgeContent(StatusLevel? Level, long Version, DateTimeOffset? Until, DateTimeOffset? NextDue)
{
    public static BadgeContent Of(PublicStatus status) => new(
        status.CurrentLevel, status.Version,
        EndOf(status.CurrentLevel, level => status.Levels.FirstOrDefault(held => held.Level == level)?.ValidUntil),
        status.NextDue);

    public static BadgeContent Of(StatusSnapshot status) => new(
        status.CurrentLevel, status.Version, EndOf(status.CurrentLevel, level => status.LevelOf(level)?.ValidUntil), status.NextDue);

    // C lasts as long as the B below it.
    private static DateTimeOffset? EndOf(StatusLevel? level, Func<StatusLevel, DateTimeOffset?> end) =>
        level is { } held ? end(held == StatusLevel.C ? StatusLevel.B : held) : null;
}
