using System.Text.Json;

namespace StatusLevels.Api.Security;

/// <summary>The claim of a token that makes a platform admin.</summary>
/// <param name="Name">Its whole name, dots and slashes included; it stands at the top of the token.</param>
/// <param name="Value">The text that it must be, or hold as an element; null: it must be <c>true</c>.</param>
internal sealed record AdminClaim(string Name, string? Value)
{
    /// <summary>From <c>name</c> or <c>name=value</c>; null when it is neither.</summary>
    public static AdminClaim? Parse(string text) => text.Split('=', 2) switch
    {
        [{ Length: > 0 } name] => new(name, null),
        [{ Length: > 0 } name, { Length: > 0 } value] => new(name, value),
        _ => null,
    };

    public bool IsMetBy(JsonElement claims) =>
        claims.TryGetProperty(Name, out var claim)
        && (Value is null ? claim.ValueKind == JsonValueKind.True : Is(claim) || (claim.ValueKind == JsonValueKind.Array && claim.EnumerateArray().Any(Is)));

    private bool Is(JsonElement element) => element.ValueKind == JsonValueKind.String && element.ValueEquals(Value);
}
