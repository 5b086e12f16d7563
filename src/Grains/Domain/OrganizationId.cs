using System.Diagnostics.CodeAnalysis;

namespace StatusLevels.Grains.Domain;

/// <summary>
/// Identifies an organization. Any UUID is one: an organization that was never touched simply holds no level.
/// </summary>
/// <param name="Value">The UUID, written in lower case with hyphens.</param>
[GenerateSerializer, Immutable, Alias("StatusLevels.OrganizationId")]
public readonly record struct OrganizationId([property: Id(0)] Guid Value) : IParsable<OrganizationId>
{
    /// <summary>Reads the hyphenated form (<c>8-4-4-4-12</c> hexadecimal digits, either case).</summary>
    /// <exception cref="FormatException"><paramref name="s"/> is no UUID in that form.</exception>
    public static OrganizationId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("An organization id is a UUID.");

    /// <summary>Reads the hyphenated form; other spellings of a UUID (braces, no hyphens) are refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrganizationId result)
    {
        var parsed = Uuid.TryParse(s, out var value);
        result = new OrganizationId(value);
        return parsed;
    }

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
