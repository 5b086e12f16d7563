using System.Buffers.Binary;

namespace StatusLevels.Api.Answers;

/// <summary>A part of a picture in the form of PNG (ISO/IEC 15948).</summary>
internal static class PngChunk
{
    private const int AroundContent = 12;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    private static readonly byte[] Start = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'];

    /// <summary>What every picture begins with.</summary>
    public static ReadOnlySpan<byte> Signature => Start;

    /// <summary>How long it is, with its length, type and check.</summary>
    public static int LengthOf(int content) => AroundContent + content;

    public static void Write(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            crc = CrcTable[(byte)(crc ^ one)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcOf(int one)
    {
        var crc = (uint)one;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return crc;
    }
}
