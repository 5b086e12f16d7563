using System.Text.Json;

namespace StatusLevels.Api.Security;

/// <summary>The claim of a token that gives a role of the platform.</summary>
/// <param name="Name">
/// Its name at the top of the token, dots and slashes included; where none has that name, dots lead inwards: <c>realm_access.roles</c>.
/// </param>
/// <param name="Value">The text that it must be, or hold as an element; null: it must be <c>true</c>.</param>
internal sealed record RoleClaim(string Name, string? Value)
{
    /// <summary>From <c>name</c> or <c>name=value</c>; null when it is neither.</summary>
    public static RoleClaim? Parse(string text) => text.Split('=', 2) switch
    {
        [{ Length: > 0 } name] => new(name, null),
        [{ Length: > 0 } name, { Length: > 0 } value] => new(name, value),
        _ => null,
    };

    public bool IsMetBy(JsonElement claims) =>
        Find(claims, Name) is { } claim
        && (
            Value is null
                ? claim.ValueKind == JsonValueKind.True
                : Is(claim) || (claim.ValueKind == JsonValueKind.Array && claim.EnumerateArray().Any(Is)));

    // A name inside may hold dots as well (a client's id does), so each dot may be the one where it ends.
    private static JsonElement? Find(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (parent.TryGetProperty(name, out var whole))
        {
            return whole;
        }

        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (parent.TryGetProperty(name[..dot], out var inner) && Find(inner, name[(dot + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool Is(JsonElement element) => element.ValueKind == JsonValueKind.String && element.ValueEquals(Value);
}
