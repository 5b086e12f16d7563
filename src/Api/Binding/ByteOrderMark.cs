namespace StatusLevels.Api.Binding;

/// <summary>
/// The mark that some editors and libraries put before UTF-8. It is no part of JSON; RFC 8259 lets a reader pass it over.
/// </summary>
internal static class ByteOrderMark
{
    public static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>The same without the mark.</summary>
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> text) => text.Span.StartsWith(Utf8) ? text[Utf8.Length..] : text;
}
