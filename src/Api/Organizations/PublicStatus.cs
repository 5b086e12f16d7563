using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>What anyone sees of an organization that is in the memory of this process: made once, and good until it says something else or a day has passed.</summary>
/// <param name="Language">The language that it is in.</param>
/// <param name="Rendered">The answer.</param>
/// <param name="Tag">Its tag, as it is written.</param>
/// <param name="Until">Until when it is true: the remaining days are counted anew then.</param>
internal sealed record PublicStatus(string Language, RenderedStatus Rendered, string Tag, DateTimeOffset Until)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The answer for this instant, kept with the status or made anew.</summary>
    public static PublicStatus Of(LocalStatus status, DateTimeOffset now, StatusLevelCatalog catalog, string language)
    {
        if (status.Kept is PublicStatus kept && now < kept.Until && ReferenceEquals(kept.Language, language))
        {
            return kept;
        }

        var rendered = RenderedStatus.Of(StatusViews.Of(status.Snapshot, Viewer.Public, now, catalog, language), Viewer.Public, language);
        var made = new PublicStatus(language, rendered, rendered.Tag.ToString(), End(status.Snapshot, now));
        status.Kept = made;
        return made;
    }

    // Days are rounded up, and so there is one less at each whole number of days before an end.
    private static DateTimeOffset End(StatusSnapshot status, DateTimeOffset now) => status.Levels
        .Select(level => level.ValidUntil is { } end && end > now ? end - ((Instant.DaysUntil(end, now) - 1) * Day) : DateTimeOffset.MaxValue)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min();
}
