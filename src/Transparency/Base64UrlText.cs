using System.Buffers;
using System.Buffers.Text;

namespace StatusLevels.Transparency;

/// <summary>
/// What others wrote in the alphabet of URLs (RFC 4648, 5), read without an exception whatever it is. The platform's own readers throw at
/// bad text, those named Try among them: they only try whether there is room for it.
/// </summary>
public static class Base64UrlText
{
    /// <summary>The bytes; null when it is none.</summary>
    public static byte[]? Read(string text)
    {
        var bytes = new byte[text.Length];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }

    /// <summary>The bytes, written as we write them: no blanks and no padding; null when it is none.</summary>
    public static byte[]? ReadExactly(string text) =>
        Read(text) is { } bytes && Base64Url.GetEncodedLength(bytes.Length) == text.Length ? bytes : null;

    /// <summary>So many bytes, written as we write them; null when it is none.</summary>
    public static byte[]? Read(string text, int length) =>
        text.Length == Base64Url.GetEncodedLength(length) && ReadExactly(text) is { } bytes && bytes.Length == length ? bytes : null;
}
