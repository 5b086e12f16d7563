using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Badges;

/// <summary>
/// Draws badges: SVG that loads nothing and runs nothing, with its text as text. Every word and color of a level is the catalog's.
/// </summary>
internal sealed class BadgeDrawing(StatusLevelCatalog catalog)
{
    private const int LongestName = 40;
    private const int LongestLine = 18;
    private const int LongestDescription = 140;
    private const string Font = "font-family=\"system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif\"";

    /// <summary>A badge that shows the level alone, and so is the same for all organizations.</summary>
    /// <param name="style">Pill or seal.</param>
    /// <param name="level">Null: none.</param>
    /// <param name="language">Of the words.</param>
    /// <param name="theme">The background.</param>
    /// <param name="isConfirmed">False: the site that it stands on is not known to be the organization's.</param>
    public string Draw(BadgeStyle style, StatusLevel? level, string language, BadgeTheme theme, bool isConfirmed)
    {
        var phrases = Phrases.In(language);
        return style == BadgeStyle.Seal ? Seal(phrases, level, theme, isConfirmed) : Pill(phrases, level, theme, isConfirmed);
    }

    /// <summary>A card of one organization.</summary>
    public string DrawCard(BadgeContent content, string? name, string language, BadgeTheme theme, bool isConfirmed)
    {
        var phrases = Phrases.In(language);
        var organization = BadgeText.Short(name ?? "", LongestName);
        var title = Title(phrases, content.Level, isConfirmed);
        if (organization.Length > 0)
        {
            title = phrases.Say("badge.of", ("organization", organization), ("badge", title));
        }

        CardLine[] lines = [.. CardLines(phrases, content, organization, isConfirmed)];
        var step = lines.Length > 4 ? 13.5 : 15;
        var top = 44 - (step * (lines.Length - 1) / 2);
        return Picture(
            phrases, 240, 80, title, content.Level, theme,
            "<rect class=\"p\" x=\".5\" y=\".5\" width=\"239\" height=\"79\" rx=\"10\"/>"
            + $"<g transform=\"translate(10 10) scale(.625)\">{Emblem(phrases, content.Level)}</g>"
            + string.Concat(lines.Select((line, index) => line.Draw(top + (step * index)))));
    }

    /// <summary>The name of the level with its letter.</summary>
    public string Message(StatusLevel? level, string language) =>
        level is { } held ? $"{held} · {catalog.Levels[held].Name[language]}" : Phrases.In(language).Say("badge.none");

    public string ColorOf(StatusLevel? level) => level is { } held ? catalog.Levels[held].Color : BadgeInk.NoLevel;

    private IEnumerable<CardLine> CardLines(Phrases phrases, BadgeContent content, string organization, bool isConfirmed)
    {
        var (first, second) = BadgeText.Broken(organization, LongestLine);
        foreach (var line in new[] { first, second })
        {
            if (!string.IsNullOrEmpty(line))
            {
                yield return new(line, "i", 13, IsBold: true);
            }
        }

        yield return new(LevelName(phrases, content.Level), "i", 11);
        if (content.Until is { } until)
        {
            yield return new(phrases.Say("badge.until", ("date", phrases.Day(until))), "s", 10);
        }

        if (!isConfirmed)
        {
            yield return new(phrases.Say("badge.unconfirmed"), "w", 10);
        }
    }

    private string Pill(Phrases phrases, StatusLevel? level, BadgeTheme theme, bool isConfirmed)
    {
        const string Bold = "y=\"14.2\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\"";
        const string Outline = "fill=\"none\" stroke=\"#fff\" stroke-width=\"1.3\" stroke-linejoin=\"round\"";
        var name = LevelName(phrases, level);
        var text = BadgeText.Width(name, 11);
        var start = level is null ? 26 : 40;
        var width = start + 9 + text + 10 + (isConfirmed ? 0 : 18);
        var middle = start + 9 + (text / 2);
        return Picture(
            phrases, width, 20, Title(phrases, level, isConfirmed), level, theme,
            $"<rect class=\"p\" x=\".5\" y=\".5\" width=\"{width - 1}\" height=\"19\" rx=\"9.5\"/>"
            + $"<path fill=\"{ColorOf(level)}\" d=\"M10 0H{start}V20H10A10 10 0 0 1 10 0Z\"/>"
            + $"<g transform=\"translate(8 4)\" {Outline}>{LevelShape.Small(level)}</g>"
            + (level is null ? "" : $"<text x=\"29\" fill=\"#fff\" {Bold}>{level}</text>")
            + $"<text class=\"i\" x=\"{middle}\" y=\"14\" font-size=\"11\" text-anchor=\"middle\">{BadgeText.Escape(name)}</text>"
            + (isConfirmed ? "" : Warning(phrases, width - 22)));
    }

    // A sign that says in words what it is about to whoever points at it, or cannot see it.
    private static string Warning(Phrases phrases, int left) =>
        $"<g class=\"w\" transform=\"translate({left} 4)\"><title>{BadgeText.Escape(phrases.Say("badge.unconfirmed"))}</title>"
        + "<path fill-rule=\"evenodd\" d=\"M6.5 0 13 12H0ZM5.7 4h1.6L7 8H6zM5.8 9h1.4v1.4H5.8z\"/></g>";

    private string Seal(Phrases phrases, StatusLevel? level, BadgeTheme theme, bool isConfirmed)
    {
        if (isConfirmed)
        {
            return Picture(phrases, 96, 96, Title(phrases, level, isConfirmed), level, theme, Emblem(phrases, level));
        }

        var (first, second) = BadgeText.Broken(phrases.Say("badge.unconfirmed"), 0);
        return Picture(phrases, 96, 96, Title(phrases, level, isConfirmed), level, theme,
            $"<g transform=\"translate(15.6 0) scale(.675)\">{Emblem(phrases, level)}</g>"
            + "<rect class=\"p\" x=\".5\" y=\"68.5\" width=\"95\" height=\"27\" rx=\"5\"/>"
            + $"<g class=\"w\" font-size=\"9\" text-anchor=\"middle\"><text x=\"48\" y=\"80\">{BadgeText.Escape(first)}</text>"
            + $"<text x=\"48\" y=\"91\">{BadgeText.Escape(second ?? "")}</text></g>");
    }

    // 96 by 96 pixels. A shield is heavier above.
    private string Emblem(Phrases phrases, StatusLevel? level)
    {
        const string Small = "font-size=\"9\" font-weight=\"600\" letter-spacing=\".4\"";
        var rise = level == StatusLevel.B ? 3 : 0;
        var words = level is { } held
            ? $"<text x=\"48\" y=\"{32 - rise}\" {Small}>{phrases.Say("badge.level")}</text>"
                + $"<text x=\"48\" y=\"{71 - rise}\" font-size=\"44\" font-weight=\"800\">{held}</text>"
            : NoLevel(phrases);
        return $"{LevelShape.Of(level, ColorOf(level))}<g fill=\"#fff\" text-anchor=\"middle\">{words}</g>";
    }

    private static string NoLevel(Phrases phrases)
    {
        var (first, second) = BadgeText.Broken(phrases.Say("badge.none"), 0);
        return $"<g font-size=\"14\" font-weight=\"600\"><text x=\"48\" y=\"46\">{first}</text><text x=\"48\" y=\"62\">{second}</text></g>";
    }

    private string LevelName(Phrases phrases, StatusLevel? level) =>
        level is { } held ? BadgeText.Short(catalog.Levels[held].Name[phrases.Language], LongestName) : phrases.Say("badge.none");

    private string Title(Phrases phrases, StatusLevel? level, bool isConfirmed)
    {
        var title = level is { } held
            ? phrases.Say("badge.title", ("level", $"{held}"), ("name", LevelName(phrases, held)))
            : phrases.Say("badge.none.title");
        return isConfirmed ? title : $"{title} ({phrases.Say("badge.unconfirmed")})";
    }

    private string Description(Phrases phrases, StatusLevel? level) => level is { } held
        ? BadgeText.Short(catalog.Levels[held].Description[phrases.Language], LongestDescription)
        : phrases.Say("badge.none.what");

    private string Picture(Phrases phrases, int width, int height, string title, StatusLevel? level, BadgeTheme theme, string content) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" "
        + $"lang=\"{phrases.Language}\" {Font}><title>{BadgeText.Escape(title)}</title>"
        + $"<desc>{BadgeText.Escape(Description(phrases, level))}</desc>"
        + $"<style>{BadgeInk.Styles(theme)}</style>{content}</svg>";
}
