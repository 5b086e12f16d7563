using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace StatusLevels.Api.Tests.QrCodes;

/// <summary>Reads QR codes back, as a phone does that sees the picture.</summary>
internal static partial class DrawnCode
{
    private const int Enlarged = 3;

    public static string? ReadPng(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var side = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        Assert.Equal(side, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(png, at + 8, length);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
        var line = new byte[1 + ((side + 7) / 8)];
        // As a camera sees it, which is nearer.
        var seenSide = side * Enlarged;
        var seen = new byte[seenSide * seenSide];
        for (var y = 0; y < side; y++)
        {
            pixels.ReadExactly(line);
            for (var place = 0; place < seenSide * Enlarged; place++)
            {
                var x = place % seenSide / Enlarged;
                seen[(y * Enlarged * seenSide) + place] = (line[1 + (x / 8)] & (0x80 >> (x % 8))) == 0 ? (byte)0 : (byte)255;
            }
        }

        return Read(seen, seenSide);
    }

    public static string? ReadSvg(string svg)
    {
        var picture = XDocument.Parse(svg).Root!;
        var modules = int.Parse(picture.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var side = modules * Enlarged;
        var seen = new byte[side * side];
        seen.AsSpan().Fill(255);
        foreach (Match run in Run().Matches(picture.Elements().Last().Attribute("d")!.Value))
        {
            var (column, row, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var y = row * Enlarged; y < (row + 1) * Enlarged; y++)
            {
                seen.AsSpan((y * side) + (column * Enlarged), length * Enlarged).Clear();
            }
        }

        return Read(seen, side);
    }

    private static string? Read(byte[] luminance, int side) => new QRCodeReader().decode(
        new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(luminance, side, side, RGBLuminanceSource.BitmapFormat.Gray8))),
        new Dictionary<DecodeHintType, object> { [DecodeHintType.TRY_HARDER] = true })?.Text;

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(?<x>\d+) (?<y>\d+)h(?<width>\d+)v1H\d+z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();
}
