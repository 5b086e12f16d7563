using System.Collections.Frozen;
using System.Reflection;

namespace StatusLevels.Silo;

/// <summary>
/// What people type and attackers try first: common passwords and words, most of them from the lists of zxcvbn. In lower case.
/// </summary>
public static class CommonWords
{
    private static readonly Lazy<FrozenSet<string>> Words = new(Load);
    private static readonly Lazy<int> LongestOne = new(() => Words.Value.Max(word => word.Length));

    /// <summary>How many characters the longest has.</summary>
    public static int Longest => LongestOne.Value;

    /// <summary>Whether it is one of them, written in lower case.</summary>
    public static bool Contain(string word) => Words.Value.Contains(word);

    private static FrozenSet<string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("common-words.txt")
            ?? throw new InvalidOperationException("The list of common words is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
