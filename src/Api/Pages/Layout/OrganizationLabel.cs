using StatusLevels.Api.Mail.Letters;

namespace StatusLevels.Api.Pages.Layout;

/// <summary>What an organization is called on pages.</summary>
internal static class OrganizationLabel
{
    /// <summary>Its name in one line; of one that the directory has no name for the beginning of its id.</summary>
    public static string Of(Guid id, string? name) => name is null ? $"{id.ToString("D")[..8]}…" : SafeText.Line(name);
}
