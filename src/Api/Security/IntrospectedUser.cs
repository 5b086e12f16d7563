using System.Collections.Frozen;
using System.Text.Json;

namespace StatusLevels.Api.Security;

/// <summary>Whom another product knows by its cookie.</summary>
/// <param name="Id">What memberships and the history name.</param>
/// <param name="Name">What people call them, if it says so.</param>
/// <param name="Language">What they read, if it says so.</param>
/// <param name="PlatformRole">By that product's word, where it is asked.</param>
/// <param name="Memberships">By organization: the whole truth of this user.</param>
internal sealed record IntrospectedUser(
    string Id, string? Name, string? Language, PlatformRole? PlatformRole, FrozenDictionary<Guid, MemberRole> Memberships)
{
    private const int MostMemberships = 1000;

    /// <summary>What an answer says; null when it names no user.</summary>
    public static IntrospectedUser? Read(JsonElement answer, IntrospectionSettings settings)
    {
        if (Text(answer, settings.User) is not { } id || TextRules.Length(id) is < 1 or > TextLengths.OutsideId
            || !TextRules.IsStorable(id))
        {
            return null;
        }

        var isAdmin = Items(JsonPointer.Find(answer, IntrospectionSettings.PlatformRoles))
            .Any(role => role.ValueKind == JsonValueKind.String && settings.AdminRoles.Contains(role.GetString()!, StringComparer.Ordinal));
        var memberships = new Dictionary<Guid, MemberRole>();
        foreach (var item in Items(JsonPointer.Find(answer, settings.Memberships)).Take(MostMemberships))
        {
            if (Uuid.TryParse(Text(item, "/organization_id"), out var organization)
                && RoleOf(Text(item, "/role"), settings) is { } role
                // Of two roles in one organization the higher one counts.
                && (!memberships.TryGetValue(organization, out var other) || role > other))
            {
                memberships[organization] = role;
            }
        }

        return new(
            id, Text(answer, settings.Name), Text(answer, settings.Language), isAdmin ? Security.PlatformRole.PlatformAdmin : null,
            memberships.ToFrozenDictionary());
    }

    private static MemberRole? RoleOf(string? word, IntrospectionSettings settings) =>
        word is null ? null
        : settings.Aliases.TryGetValue(word, out var alias) ? alias
        : Words.TryParse<MemberRole>(word, out var role) ? role
        : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    // Some products count their users.
    private static string? Text(JsonElement parent, string pointer) => JsonPointer.Find(parent, pointer) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
