using System.Collections.Frozen;
using System.Reflection;

namespace StatusLevels.Api.Accounts;

/// <summary>Which passwords may be set: 10 to 128 characters, and none that attackers try first.</summary>
internal static class PasswordRules
{
    public const int MinLength = 10;

    private static readonly Lazy<FrozenSet<string>> MostCommon = new(Load);

    /// <summary>Why the password may not be set, to follow the name of the field; null when it may.</summary>
    public static string? Objection(string password) =>
        !TextRules.IsStorable(password) ? TextRules.NotStorable
        : TextRules.Length(password) is < MinLength or > TextLengths.Password ? $"must have {MinLength} to {TextLengths.Password} characters"
        : MostCommon.Value.Contains(password) || password.Distinct().Count() < 3 ? "is among the most common passwords; choose another one"
        : null;

    private static FrozenSet<string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
