using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Secrets that stand in a setting, or in the file that another one names.</summary>
internal static class SecretSettings
{
    /// <summary>The setting of this name, else what the file holds that <c>…_FILE</c> names.</summary>
    /// <exception cref="StartupException">Both are set, or the file cannot be read.</exception>
    public static (string Name, string? Text) SecretSetting(this IConfiguration configuration, string name)
    {
        var given = configuration.Setting(name).Trimmed;
        var file = configuration.Setting($"{name}_FILE").Trimmed;
        if (file.Text is not { } path)
        {
            return (name, given.Text);
        }

        if (given.Text is not null)
        {
            throw new StartupException($"{name} and {file.Name} are both set: keep one of them.");
        }

        return (
            file.Name,
            new SecretFile(path).Read() is { Length: > 0 } text ? text : throw file.Bad("names a file that is not there, or is empty"));
    }
}
