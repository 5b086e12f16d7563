using System.Text.Json;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Verifying;

/// <summary>The names under which sentences, scripts and JSON know what verifying a bundle finds.</summary>
internal static class BundleWords
{
    public static string Of(BundleVerdict verdict) => Snake(verdict.ToString());

    public static string Of(BundleCheck check) => Snake(check.ToString());

    public static string Of(KeySource source) => Snake(source.ToString());

    /// <summary>How a check ended.</summary>
    public static string Outcome(bool? passed) => passed switch { true => "passed", false => "failed", null => "unknown" };

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
