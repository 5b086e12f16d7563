namespace StatusLevels.Api.Badges;

/// <summary>The colors around a level's own: of the paper, the lines and the words, on a light background and on a dark one.</summary>
internal static class BadgeInk
{
    /// <summary>What stands in for the color of a level where there is none.</summary>
    public const string NoLevel = "#6b7280";

    private const string Light = ".p{fill:#fff;stroke:#cfd5de}.i{fill:#1d2939}.s{fill:#475467}.w{fill:#9a3412}";
    private const string Dark = ".p{fill:#1b2330;stroke:#3f4a5a}.i{fill:#f2f4f7}.s{fill:#b4bdca}.w{fill:#fdba74}";

    public static string Styles(BadgeTheme theme) => theme switch
    {
        BadgeTheme.Light => Light,
        BadgeTheme.Dark => Dark,
        _ => $"{Light}@media(prefers-color-scheme:dark){{{Dark}}}",
    };
}
