using System.Collections.Frozen;

namespace StatusLevels.Grains.Domain;

/// <summary>The words under which the members of the domain's enumerations are known everywhere outside: snake case.</summary>
public static class Words
{
    /// <summary>The word for a member, e.g. <c>grace_started</c>.</summary>
    public static string Of<TEnum>(TEnum member) where TEnum : struct, Enum => Table<TEnum>.ToWord[member];

    /// <summary>The member for a word; false when there is none.</summary>
    public static bool TryParse<TEnum>(string? word, out TEnum member) where TEnum : struct, Enum
    {
        member = default;
        return word is not null && Table<TEnum>.ToMember.TryGetValue(word, out member);
    }

    private static class Table<TEnum> where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> ToWord =
            Enum.GetValues<TEnum>().ToFrozenDictionary(member => member, member => Snake(member.ToString()));

        public static readonly FrozenDictionary<string, TEnum> ToMember =
            ToWord.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        private static string Snake(string name) => typeof(TEnum) == typeof(StatusLevel) ? name : Convert(name);

        private static string Convert(string name) => string.Concat(name.Select((character, index) =>
            index > 0 && char.IsUpper(character) ? $"_{char.ToLowerInvariant(character)}" : $"{char.ToLowerInvariant(character)}"));
    }
}
