namespace StatusLevels.Api.Badges;

/// <summary>The form of a badge.</summary>
internal enum BadgeStyle
{
    /// <summary>A line of text, 20 pixels high.</summary>
    Pill,

    /// <summary>240 by 80 pixels, with the organization's name and the end of its level.</summary>
    Card,

    /// <summary>96 by 96 pixels.</summary>
    Seal,
}

/// <summary>On what background a badge stands.</summary>
internal enum BadgeTheme
{
    /// <summary>As the reader's device says.</summary>
    Auto,

    Light,

    Dark,
}
