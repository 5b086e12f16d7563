using System.Buffers.Binary;
using System.IO.Compression;
using StatusLevels.Api.Answers;

namespace StatusLevels.Api.QrCodes;

/// <summary>A square picture of black and white pixels as PNG (ISO/IEC 15948), a bit for each.</summary>
internal static class MonochromePng
{
    public static byte[] Write(int side, Func<int, int, bool> isBlack)
    {
        using var png = new MemoryStream();
        png.Write(PngChunk.Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], side);
        // A bit a pixel, in shades of grey; nothing else out of the ordinary.
        (header[8], header[9], header[10], header[11], header[12]) = (1, 0, 0, 0, 0);
        PngChunk.Write(png, "IHDR"u8, header);
        PngChunk.Write(png, "IDAT"u8, Pixels(side, isBlack));
        PngChunk.Write(png, "IEND"u8, []);
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
}
