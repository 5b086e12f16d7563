using System.Diagnostics.CodeAnalysis;

namespace StatusLevels.Grains.Domain;

/// <summary>The one spelling of a UUID that is accepted from outside.</summary>
public static class Uuid
{
    private const int Length = 36;

    /// <summary>
    /// Reads the hyphenated form (<c>8-4-4-4-12</c> hexadecimal digits, either case); braces, no hyphens and blanks around it are refused.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Guid value)
    {
        value = default;
        // The framework's own parser forgives blanks around it: two addresses would name one organization.
        return text?.Length == Length && Guid.TryParseExact(text, "D", out value);
    }
}
