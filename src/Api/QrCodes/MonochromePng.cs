using System.Buffers.Binary;
using System.IO.Compression;

namespace StatusLevels.Api.QrCodes;

/// <summary>A square picture of black and white pixels as PNG (ISO/IEC 15948), a bit for each.</summary>
internal static class MonochromePng
{
    private static readonly byte[] Signature = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    public static byte[] Write(int side, Func<int, int, bool> isBlack)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], side);
        // A bit a pixel, in shades of grey; nothing else out of the ordinary.
        (header[8], header[9], header[10], header[11], header[12]) = (1, 0, 0, 0, 0);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Pixels(side, isBlack));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Pixels(int side, Func<int, int, bool> isBlack)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            // The first byte names the filter: none.
            var line = new byte[1 + ((side + 7) / 8)];
            for (var y = 0; y < side; y++)
            {
                line.AsSpan().Clear();
                for (var x = 0; x < side; x++)
                {
                    line[1 + (x / 8)] |= (byte)(isBlack(x, y) ? 0 : 0x80 >> (x % 8));
                }

                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
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
