using System.Text.Json;

namespace StatusLevels.Api.Badges;

/// <summary>
/// The badges that show a level alone, drawn once for all organizations: one for each level, form, language, background, and whether the
/// site is the organization's.
/// </summary>
internal sealed class BadgePictures
{
    private static readonly StatusLevel?[] Levels = [null, .. Enum.GetValues<StatusLevel>().Select(level => (StatusLevel?)level)];
    private static readonly bool[] Confirmed = [false, true];
    private static readonly int Themes = Enum.GetValues<BadgeTheme>().Length;

    private readonly BadgeDrawing drawing;
    private readonly BadgePicture[] pills;
    private readonly BadgePicture[] seals;
    private readonly BadgePicture[] endpoints;

    public BadgePictures(StatusLevelCatalog catalog)
    {
        drawing = new BadgeDrawing(catalog);
        (pills, seals) = (All(BadgeStyle.Pill), All(BadgeStyle.Seal));
        endpoints =
        [
            .. from level in Levels
               from language in StatusLevelCatalog.Languages
               select Endpoint(level, language),
        ];
    }

    /// <summary>A pill or a seal.</summary>
    public BadgePicture Of(BadgeRequest asked, StatusLevel? level, bool isConfirmed) =>
        (asked.Style == BadgeStyle.Seal ? seals : pills)[Place(level, asked.Language, asked.Theme, isConfirmed)];

    /// <summary>A card, drawn now.</summary>
    public BadgePicture Card(BadgeRequest asked, BadgeContent content, string? name, bool isConfirmed) =>
        new(drawing.DrawCard(content, name, asked.Language, asked.Theme, isConfirmed), BadgePicture.Svg, asked.Language);

    /// <summary>The level in the form that shields.io reads.</summary>
    public BadgePicture Endpoint(BadgeRequest asked, StatusLevel? level) =>
        endpoints[Place(level, asked.Language)];

    private static int Place(StatusLevel? level, string language) =>
        ((level is { } held ? (int)held : 0) * StatusLevelCatalog.Languages.Length) + StatusLevelCatalog.Languages.IndexOf(language);

    private static int Place(StatusLevel? level, string language, BadgeTheme theme, bool isConfirmed) =>
        (((Place(level, language) * Themes) + (int)theme) * 2) + (isConfirmed ? 1 : 0);

    // In the order of their places.
    private BadgePicture[] All(BadgeStyle style) =>
    [
        .. from level in Levels
           from language in StatusLevelCatalog.Languages
           from theme in Enum.GetValues<BadgeTheme>()
           from isConfirmed in Confirmed
           select new BadgePicture(drawing.Draw(style, level, language, theme, isConfirmed), BadgePicture.Svg, language),
    ];

    private BadgePicture Endpoint(StatusLevel? level, string language) => new(
        JsonSerializer.SerializeToUtf8Bytes(
            new BadgeEndpointReply(
                1, Texts.Phrases.In(language).Say("badge.label"), drawing.Message(level, language), drawing.ColorOf(level)),
            ApiJson.Context.BadgeEndpointReply),
        "application/json; charset=utf-8", language);
}
