using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace StatusLevels.Api.Binding;

/// <summary>
/// Brings text into the normal forms of Unicode (UAX 15). The runtime does not do it without the system's libraries, which this product
/// works without; and what becomes of a password must not change with the machine. The table is that of Unicode 14.
/// </summary>
internal static class UnicodeForms
{
    // Syllables of Hangul are computed.
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeFirstTail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<Table> Data = new(Table.Read);

    /// <summary>Composed; what looks alike only by compatibility stays apart.</summary>
    public static string Nfc(string text) => Bring(text, compatible: false);

    /// <summary>Composed, and what is the same but for its looks (full width, ligatures, superscripts) becomes one.</summary>
    public static string Nfkc(string text) => Bring(text, compatible: true);

    private static string Bring(string text, bool compatible)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, compatible, runes);
        }

        Order(runes);
        var composed = new StringBuilder(text.Length);
        foreach (var rune in Compose(runes))
        {
            composed.Append(new Rune(rune).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int rune, bool compatible, List<int> into)
    {
        var syllable = rune - FirstSyllable;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            into.Add(FirstLead + (syllable / (Vowels * Tails)));
            into.Add(FirstVowel + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails is > 0 and var tail)
            {
                into.Add(BeforeFirstTail + tail);
            }
        }
        else if (Data.Value.Parts.TryGetValue(rune, out var parts) && (compatible || parts.IsCanonical))
        {
            foreach (var part in parts.Runes)
            {
                Decompose(part, compatible, into);
            }
        }
        else
        {
            into.Add(rune);
        }
    }

    /// <summary>Marks behind a letter stand in the order of their classes; those of one class stay as they are.</summary>
    private static void Order(List<int> runes)
    {
        for (var index = 1; index < runes.Count; index++)
        {
            var (rune, own) = (runes[index], Class(runes[index]));
            var at = index;
            for (; own > 0 && at > 0 && Class(runes[at - 1]) > own; at--)
            {
                runes[at] = runes[at - 1];
            }

            runes[at] = rune;
        }
    }

    private static List<int> Compose(List<int> runes)
    {
        var composed = new List<int>(runes.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var rune in runes)
        {
            var own = Class(rune);
            // Blocked is what has a mark of its own class, or a letter, between itself and the starter.
            var isNext = starter >= 0 && (starter == composed.Count - 1 || (lastClass > 0 && lastClass < own));
            if (isNext && Pair(composed[starter], rune) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            composed.Add(rune);
            lastClass = own;
            if (own == 0)
            {
                starter = composed.Count - 1;
            }
        }

        return composed;
    }

    private static int? Pair(int first, int second)
    {
        var (lead, vowel, tail, syllable) = (first - FirstLead, second - FirstVowel, second - BeforeFirstTail, first - FirstSyllable);
        return lead is >= 0 and < Leads && vowel is >= 0 and < Vowels ? FirstSyllable + (((lead * Vowels) + vowel) * Tails)
            : syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails ? first + tail
            : Data.Value.Wholes.TryGetValue((first, second), out var whole) ? whole
            : null;
    }

    private static int Class(int rune) => Data.Value.Classes.GetValueOrDefault(rune);

    /// <param name="Classes">The combining class of marks.</param>
    /// <param name="Parts">What a character is made of.</param>
    /// <param name="Wholes">What two characters become.</param>
    private sealed record Table(
        FrozenDictionary<int, int> Classes,
        FrozenDictionary<int, (bool IsCanonical, int[] Runes)> Parts,
        FrozenDictionary<(int First, int Second), int> Wholes)
    {
        /// <summary>
        /// A line: the character, its class, and what it is made of: "=" is composed again, "-" is not, "~" is the same only by
        /// compatibility.
        /// </summary>
        public static Table Read()
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("unicode-forms.txt")
                ?? throw new InvalidOperationException("The table of Unicode's forms is not embedded.");
            using var reader = new StreamReader(stream);
            var classes = new Dictionary<int, int>();
            var parts = new Dictionary<int, (bool, int[])>();
            var wholes = new Dictionary<(int, int), int>();
            while (reader.ReadLine() is { } line)
            {
                var words = line.Split(' ');
                var rune = Hex(words[0]);
                if (words[1] != "0")
                {
                    classes.Add(rune, int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture));
                }

                if (words.Length > 2)
                {
                    int[] runes = [.. words[3..].Select(Hex)];
                    parts.Add(rune, (words[2] != "~", runes));
                    if (words[2] == "=")
                    {
                        wholes.Add((runes[0], runes[1]), rune);
                    }
                }
            }

            return new(classes.ToFrozenDictionary(), parts.ToFrozenDictionary(), wholes.ToFrozenDictionary());
        }

        private static int Hex(string word) => int.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
