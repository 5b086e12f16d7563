using StatusLevels.Api.Badges;

namespace StatusLevels.Api.Pages.Organization.Badge;

/// <summary>The badge that somebody puts together for their site: as it looks, and the code that shows it.</summary>
/// <param name="Organization">Whose.</param>
/// <param name="Style">Its form.</param>
/// <param name="Theme">Its background.</param>
/// <param name="Language">Of its words; null: that of its reader.</param>
internal sealed record BadgeChoice(Guid Organization, BadgeStyle Style, BadgeTheme Theme, string? Language)
{
    public const string StyleField = "style";
    public const string ThemeField = "theme";
    public const string LanguageField = "badge_lang";

    /// <summary>What is chosen by the address of a page; what does not exist is the usual one.</summary>
    public static BadgeChoice Of(Guid organization, HttpRequest request) => new(
        organization,
        Words.TryParse<BadgeStyle>(request.Query[StyleField].ToString(), out var style) ? style : BadgeStyle.Card,
        Words.TryParse<BadgeTheme>(request.Query[ThemeField].ToString(), out var theme) ? theme : BadgeTheme.Auto,
        StatusLevelCatalog.Languages.FirstOrDefault(language => language == request.Query[LanguageField].ToString()));

    /// <summary>Its width and height in pixels; a pill is as wide as its words.</summary>
    public (int? Width, int Height) Size => Style switch
    {
        BadgeStyle.Card => (240, 80),
        BadgeStyle.Seal => (96, 96),
        _ => (null, 20),
    };

    /// <summary>Where the picture is, from the root of this product.</summary>
    public string Path =>
        $"/badges/{Organization:D}.svg?style={Words.Of(Style)}&theme={Words.Of(Theme)}{(Language is null ? "" : $"&lang={Language}")}";

    /// <summary>For pages that run no script of others: a link around a picture.</summary>
    /// <param name="address">The whole address of a path.</param>
    /// <param name="alt">The words for whoever does not see the picture.</param>
    public string Picture(Func<string, string> address, string alt)
    {
        var width = Size.Width is { } pixels ? Attribute("width", pixels) : "";
        return $"""
            <a href="{BadgeText.Escape(address($"/organizations/{Organization:D}"))}">
              <img src="{BadgeText.Escape(address(Path))}" alt="{BadgeText.Escape(alt)}"{width}{Attribute("height", Size.Height)}>
            </a>
            """;
    }

    /// <summary>With the script of this product, which also tells the badge on which site it stands.</summary>
    public string Element(Func<string, string> address)
    {
        var language = Language is null ? "" : $" lang=\"{Language}\"";
        return $"""
            <script src="{BadgeText.Escape(address("/embed/badge.js"))}" async></script>
            <status-level organization="{Organization:D}" badge="{Words.Of(Style)}" theme="{Words.Of(Theme)}"{language}></status-level>
            """;
    }

    private static string Attribute(string name, int value) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $" {name}=\"{value}\"");
}
