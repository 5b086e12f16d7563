using System.Globalization;

namespace StatusLevels.Bench;

/// <summary>A word of the command line and the value behind it.</summary>
/// <param name="Word">Such as <c>--seconds</c>.</param>
/// <param name="Value">What it is to be.</param>
internal sealed record OptionWord(string Word, string Value)
{
    /// <summary>Reads them in pairs.</summary>
    /// <param name="words">What was typed.</param>
    /// <param name="usual">The options when nothing is typed.</param>
    /// <param name="apply">The options with one of them; null: the word is not known.</param>
    /// <exception cref="FormatException">Says what was not understood.</exception>
    public static T Read<T>(IReadOnlyList<string> words, T usual, Func<T, OptionWord, T?> apply) where T : class
    {
        var options = usual;
        for (var index = 0; index < words.Count; index += 2)
        {
            var value = index + 1 < words.Count ? words[index + 1] : throw new FormatException($"{words[index]} needs a value.");
            options = apply(options, new OptionWord(words[index], value))
                ?? throw new FormatException($"{words[index]} is not known here; bench/run alone says what there is.");
        }

        return options;
    }

    /// <summary>A whole number above 0.</summary>
    public int Number() => int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"{Word} must be a whole number above 0, but is \"{Value}\".");

    /// <summary>So many seconds.</summary>
    public TimeSpan Seconds() => TimeSpan.FromSeconds(Number());

    /// <summary>One or more of these names, separated by commas.</summary>
    public IReadOnlyList<string> SomeOf(IReadOnlyCollection<string> known) => Each(word =>
        known.Contains(word.Value, StringComparer.Ordinal)
            ? word.Value
            : throw new FormatException($"{Word} knows {string.Join(", ", known)}, not \"{word.Value}\"."));

    /// <summary>One or more members of an enumeration, separated by commas.</summary>
    public IReadOnlyList<TEnum> SomeOf<TEnum>() where TEnum : struct, Enum =>
    [
        .. SomeOf([.. Enum.GetNames<TEnum>().Select(name => name.ToLowerInvariant())])
            .Select(name => Enum.Parse<TEnum>(name, ignoreCase: true)),
    ];

    /// <summary>What stands between the commas.</summary>
    public IReadOnlyList<T> Each<T>(Func<OptionWord, T> read) => [.. Value.Split(',').Select(part => read(this with { Value = part }))];
}
