using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo;

/// <summary>What an operator wrote for a setting, without what only looks like it.</summary>
public static class SettingText
{
    private const string PortSuffix = "_PORT";

    /// <summary>
    /// The value of this name, or null when it is not set. An empty one counts as none, and so does one that Kubernetes made for a Service
    /// of that name.
    /// </summary>
    /// <exception cref="StartupException">It stands in quotes.</exception>
    public static string? Read(IConfiguration configuration, string name) => configuration[name] switch
    {
        null or "" => null,
        var text when IsAddress(text) && IsOfService(configuration, name) => null,
        [var first and ('"' or '\''), .., var last] when first == last => throw new StartupException(
            $"{name} begins and ends with a quote, which is then a part of the value: write it without (a file for --env-file, for one, keeps quotes)."),
        var text => text,
    };

    /// <summary>Why it is what it is, to be put behind a sentence about a port that is none.</summary>
    public static string Cause(string text) => IsAddress(text)
        ? " Kubernetes sets such values for a Service of that name: give the Service another one, or the pod enableServiceLinks: false."
        : "";

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    private static bool IsOfService(IConfiguration configuration, string name) =>
        name.EndsWith(PortSuffix, StringComparison.Ordinal)
            && configuration[$"{name[..^PortSuffix.Length]}_SERVICE_HOST"] is { Length: > 0 };
}
