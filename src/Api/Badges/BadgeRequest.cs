namespace StatusLevels.Api.Badges;

/// <summary>How a badge is asked for. What does not exist is the usual one: a page shows a badge, whatever it says.</summary>
/// <param name="Style">Its form.</param>
/// <param name="Language">The language of its words.</param>
/// <param name="Theme">Its background.</param>
/// <param name="Host">The site that it says to stand on; null when it does not say.</param>
internal readonly record struct BadgeRequest(BadgeStyle Style, string Language, BadgeTheme Theme, string? Host)
{
    private const string HostKey = "host";

    public static BadgeRequest Of(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return new(BadgeStyle.Pill, RequestLanguage.Of(request), BadgeTheme.Auto, null);
        }

        var query = request.Query;
        return new(
            Words.TryParse<BadgeStyle>(query["style"].ToString(), out var style) ? style : BadgeStyle.Pill,
            Spoken(query["lang"].ToString()) ?? RequestLanguage.Of(request),
            Words.TryParse<BadgeTheme>(query["theme"].ToString(), out var theme) ? theme : BadgeTheme.Auto,
            SiteHost.Read(query[HostKey].ToString()));
    }

    private static string? Spoken(string language)
    {
        foreach (var spoken in StatusLevelCatalog.Languages)
        {
            if (string.Equals(spoken, language, StringComparison.OrdinalIgnoreCase))
            {
                return spoken;
            }
        }

        return null;
    }
}
