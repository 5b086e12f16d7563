using System.Globalization;
using System.Text.Json;

namespace StatusLevels.Api.Binding;

/// <summary>A place in JSON (RFC 6901): <c>/user/id</c>.</summary>
internal static class JsonPointer
{
    public static bool IsOne(string text) => text.StartsWith('/');

    /// <summary>What is at that place; null when nothing is.</summary>
    public static JsonElement? Find(JsonElement whole, string pointer)
    {
        JsonElement? at = whole;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            at = Step(at!.Value, part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    private static JsonElement? Step(JsonElement at, string name) => at.ValueKind switch
    {
        JsonValueKind.Object when at.TryGetProperty(name, out var member) => member,
        JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < at.GetArrayLength() => at[index],
        _ => null,
    };
}
