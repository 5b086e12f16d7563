using System.Text;

namespace StatusLevels.Silo;

/// <summary>
/// Whether a secret can have been made by chance. It cannot tell a good one, only what nobody draws: too short, repeated, counted up, few
/// signs, words.
/// </summary>
public static class SecretStrength
{
    /// <summary>The least that a secret has, bytes.</summary>
    public const int LeastBytes = 32;

    // 32 random hexadecimal digits have 128 bits, and by their own frequencies hardly ever seem to have less than this.
    private const double LeastBits = 80;

    // The same, for how many different ones there are.
    private const int LeastDifferent = 7;

    // How much of it may be common words of letters. In what is drawn by chance one is rare, whatever alphabet it is written in.
    private const double MostWords = 0.4;
    private const int ShortestWord = 4;

    /// <summary>What is wrong with it, to be put behind its name and "is one that can be guessed: "; null when nothing is.</summary>
    public static string? Objection(ReadOnlySpan<byte> secret) =>
        secret.Length < LeastBytes ? $"it has {secret.Length} bytes, and {LeastBytes} are the least" : Pattern(secret);

    /// <summary>The same, for one that another judges for its length.</summary>
    public static string? Pattern(ReadOnlySpan<byte> secret) =>
        IsRepeated(secret) ? "it repeats a shorter piece"
        : IsCounted(secret) ? "it mostly counts up or down"
        : Different(secret) < LeastDifferent || Bits(secret) < LeastBits ? "it is made of too few different characters"
        : InWords(secret) > secret.Length * MostWords ? "it is made of words"
        : null;

    // A piece of half its length or less, again and again, the last time perhaps cut.
    private static bool IsRepeated(ReadOnlySpan<byte> secret)
    {
        for (var period = 1; period <= secret.Length / 2; period++)
        {
            if (secret[period..].SequenceEqual(secret[..^period]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCounted(ReadOnlySpan<byte> secret)
    {
        var (up, down, same) = (0, 0, 0);
        for (var index = 1; index < secret.Length; index++)
        {
            up += secret[index] - secret[index - 1] == 1 ? 1 : 0;
            down += secret[index] - secret[index - 1] == -1 ? 1 : 0;
            same += secret[index] == secret[index - 1] ? 1 : 0;
        }

        return Math.Max(up, Math.Max(down, same)) > secret.Length / 2;
    }

    // How many of its characters stand in common words, the longest that fits taken first.
    private static int InWords(ReadOnlySpan<byte> secret)
    {
        var text = Encoding.Latin1.GetString(secret).ToLowerInvariant();
        var inWords = 0;
        for (var start = 0; start < text.Length;)
        {
            var letters = 0;
            while (start + letters < text.Length && letters < CommonWords.Longest && char.IsAsciiLetterLower(text[start + letters]))
            {
                letters++;
            }

            while (letters >= ShortestWord && !CommonWords.Contain(text.Substring(start, letters)))
            {
                letters--;
            }

            inWords += letters >= ShortestWord ? letters : 0;
            start += letters >= ShortestWord ? letters : 1;
        }

        return inWords;
    }

    private static int Different(ReadOnlySpan<byte> secret)
    {
        var seen = new HashSet<byte>();
        foreach (var one in secret)
        {
            seen.Add(one);
        }

        return seen.Count;
    }

    // Shannon's measure over the frequencies of its bytes.
    private static double Bits(ReadOnlySpan<byte> secret)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var one in secret)
        {
            counts[one]++;
        }

        var bits = 0d;
        foreach (var count in counts)
        {
            bits -= count == 0 ? 0 : count * Math.Log2((double)count / secret.Length);
        }

        return bits;
    }
}
