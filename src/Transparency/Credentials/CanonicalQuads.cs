using System.Globalization;
using System.Text;

namespace StatusLevels.Transparency.Credentials;

/// <summary>Statements in the one form in which they are hashed.</summary>
/// <remarks>
/// W3C RDF Dataset Canonicalization (RDFC-1.0), as far as our shapes need it: at most one node has no address, so that there is nothing to
/// name but that.
/// </remarks>
internal static class CanonicalQuads
{
    private const char Delete = '\x7f';

    /// <summary>All statements, each once, in the order of their code points.</summary>
    public static byte[] Of(LinkedNode node)
    {
        byte[][] lines = [.. node.Statements().Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        // The order of UTF-8 is that of code points; the order of UTF-16, which strings have, is not.
        Array.Sort(lines, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return [.. lines.SelectMany(static line => line)];
    }

    /// <summary>A text with what has to be escaped in it, and nothing else.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append(@"\\"),
                '\b' => literal.Append("\\b"),
                '\t' => literal.Append("\\t"),
                '\n' => literal.Append("\\n"),
                '\f' => literal.Append("\\f"),
                '\r' => literal.Append("\\r"),
                < ' ' or Delete => literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => literal.Append(character),
            };
        }

        return literal.Append('"').ToString();
    }
}
