using System.Buffers;
using System.Buffers.Text;

namespace StatusLevels.Api.Binding;

/// <summary>
/// What others wrote in the alphabet of URLs (RFC 4648, 5), read without an exception whatever it is. The platform's own readers throw at
/// bad text, those named Try among them: they only try whether there is room for it.
/// </summary>
internal static class Base64UrlText
{
    /// <summary>The bytes; null when it is none.</summary>
    public static byte[]? Read(string text)
    {
        var bytes = new byte[text.Length];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }

    /// <summary>So many bytes, written as we write them; null when it is none.</summary>
    public static byte[]? Read(string text, int length) =>
        text.Length == Base64Url.GetEncodedLength(length) && Read(text) is { } bytes && bytes.Length == length ? bytes : null;
}
