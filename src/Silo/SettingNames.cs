using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo;

/// <summary>
/// Where a setting is found: under the name that operators type, and for some under a path in the
/// style of ASP.NET configuration. The first that is not empty wins; messages always say the name.
/// </summary>
public static class SettingNames
{
    /// <summary>The setting of this name.</summary>
    public static Setting Setting(this IConfiguration configuration, string name, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return SettingText.Read(configuration, name) is { } text ? new(name, text)
            : new(name, path is null ? null : SettingText.Read(configuration, path));
    }

    /// <summary>A list: one text with commas, or a list in the configuration.</summary>
    public static string[] SettingList(this IConfiguration configuration, string name, string path)
    {
        var text = configuration.Setting(name, path).Text ?? string.Join(',', configuration.GetSection(path).Get<string[]>() ?? []);
        return text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
