using System.Globalization;
using System.Net;

namespace StatusLevels.Silo;

/// <summary>One setting. A bad one stops the process with a sentence that names it.</summary>
public readonly record struct Setting
{
    private readonly string? typed;

    internal Setting(string name, string? typed) => (Name, this.typed, Text) = (name, typed, typed);

    /// <summary>What the operator calls it.</summary>
    public string Name { get; }

    /// <summary>What it says; null: it is not set, or empty.</summary>
    public string? Text { get; private init; }

    /// <summary>The same without the blanks around it; of blanks alone nothing is left.</summary>
    public Setting Trimmed => this with { Text = Text?.Trim() is { Length: > 0 } text ? text : null };

    /// <summary>A whole number within bounds; null: not set.</summary>
    /// <exception cref="StartupException">It is none.</exception>
    public int? Number(int min, int max) => Number(min, max, $"a whole number from {min} to {max}");

    /// <summary>A port that others can call; null: not set.</summary>
    /// <exception cref="StartupException">It is none.</exception>
    public int? Port() => Number(1, ushort.MaxValue, "a port between 1 and 65535");

    /// <summary>An IP address; null: not set.</summary>
    /// <param name="must">What it must be, for the sentence.</param>
    /// <exception cref="StartupException">It is none.</exception>
    public IPAddress? Address(string must = "an IP address") =>
        Text is null ? null : IPAddress.TryParse(Text, out var address) ? address : throw Not(must);

    /// <summary>An http or https address; null: not set.</summary>
    /// <param name="fits">What else it must be.</param>
    /// <param name="refused">The sentence for one that is not.</param>
    /// <exception cref="StartupException">It is none.</exception>
    public Uri? Url(Predicate<Uri> fits, Func<Setting, StartupException> refused)
    {
        ArgumentNullException.ThrowIfNull(fits);
        ArgumentNullException.ThrowIfNull(refused);
        return Text is null ? null
            : Uri.TryCreate(Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && fits(url) ? url
            : throw refused(this);
    }

    /// <summary>One of some words, in upper or lower case; null: not set.</summary>
    /// <exception cref="StartupException">It is none of them.</exception>
    public T? OneOf<T>(params (string Word, T Value)[] words) where T : struct
    {
        ArgumentNullException.ThrowIfNull(words);
        foreach (var (word, value) in words)
        {
            if (word.Equals(Text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return Text is null ? null : throw Not(string.Join(" or ", words.Select(choice => $"\"{choice.Word}\"")));
    }

    /// <summary>Yes or no; null: not set.</summary>
    /// <exception cref="StartupException">It is neither.</exception>
    public bool? Flag() => Trimmed.Text?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw Bad("must be true or false"),
    };

    /// <summary>What is wrong with it, without what it says: it may be a secret.</summary>
    public StartupException Bad(string what) => new($"{Name} {what}.");

    /// <summary>What it must be, and what it is.</summary>
    public StartupException Not(string must) => Bad($"must be {must}, but is \"{Shown(typed ?? "")}\"");

    /// <summary>
    /// What was typed, but for what may be secret in an address: who signs in with which password, and what comes after the path.
    /// </summary>
    public static string Shown(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var scheme = typed.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return typed;
        }

        var (front, rest) = (typed[..(scheme + 3)], typed[(scheme + 3)..]);
        var host = rest.LastIndexOf('@');
        var plain = host < 0 ? rest : $"…@{rest[(host + 1)..]}";
        var end = plain.IndexOfAny(['?', '#']);
        return front + (end < 0 ? plain : $"{plain[..end]}…");
    }

    private int? Number(int min, int max, string must) =>
        Text is null ? null
        : int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw new StartupException($"{Name} must be {must}, but is \"{typed}\".{SettingText.Cause(Text)}");
}
