using System.Text;

namespace StatusLevels.Api.Binding;

/// <summary>
/// How the server reads <c>Content-Length</c>: of digits (RFC 9110, 8.6). By itself it reads <c>+2</c> as 2 and <c>-0</c> as 0, where
/// whoever stands in front may see another request. It lets a header be decoded otherwise, and refuses what is no number then, with 400.
/// </summary>
internal sealed class DigitsOnly : Encoding
{
    private const string ContentLength = "Content-Length";
    private const char NoDigit = '\uFFFD';

    private static readonly DigitsOnly Digits = new();

    /// <summary>Null for every other header: the server's own way.</summary>
    public static Encoding? ForLengths(string header) => header == ContentLength ? Digits : null;

    // No more than there is room for: a number that long is refused by its length.
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var count = Math.Min(byteCount, chars.Length - charIndex);
        for (var index = 0; index < count; index++)
        {
            var sign = (char)bytes[byteIndex + index];
            chars[charIndex + index] = char.IsAsciiDigit(sign) ? sign : NoDigit;
        }

        return count;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException();

    public override int GetMaxByteCount(int charCount) => charCount;
}
