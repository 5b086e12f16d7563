using System.Globalization;
using System.Text;
using QRCoder;
using StatusLevels.Api.Badges;

namespace StatusLevels.Api.QrCodes;

/// <summary>A QR code of an address as a picture, with the quiet zone that readers need around it.</summary>
internal static class QrPicture
{
    /// <summary>Squares that stay white on each side.</summary>
    private const int QuietZone = 4;

    public static string Svg(string address, int side)
    {
        var modules = Modules(address);
        var whole = modules.Count + (2 * QuietZone);
        var path = new StringBuilder();
        for (var row = 0; row < modules.Count; row++)
        {
            for (var (from, to) = (0, 0); from < modules.Count; from = to + 1)
            {
                for (to = from; to < modules.Count && modules[row][to]; to++)
                {
                }

                if (to > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from + QuietZone} {row + QuietZone}h{to - from}v1H{from + QuietZone}z");
                }
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 {whole} {whole}\" role=\"img\" ")
            + $"shape-rendering=\"crispEdges\"><title>{BadgeText.Escape(address)}</title>"
            + $"<path fill=\"#fff\" d=\"M0 0h{whole}v{whole}H0z\"/><path d=\"{path}\"/></svg>";
    }

    /// <summary>A PNG of this side; squares are whole pixels, and what is left over is white around them.</summary>
    public static byte[] Png(string address, int side)
    {
        var modules = Modules(address);
        var scale = Math.Max(1, side / (modules.Count + (2 * QuietZone)));
        var edge = (side - (modules.Count * scale)) / 2;
        return MonochromePng.Write(side, (x, y) =>
        {
            var (column, row) = (Square(x), Square(y));
            return column >= 0 && row >= 0 && modules[row][column];
        });

        int Square(int at) => at < edge || at >= edge + (modules.Count * scale) ? -1 : (at - edge) / scale;
    }

    private static List<System.Collections.BitArray> Modules(string address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var matrix = code.ModuleMatrix;
        // With or without the quiet zone of the library's own, which is all white.
        var border = matrix.FindIndex(row => row.Cast<bool>().Any(isDark => isDark));
        return
        [
            .. matrix.Skip(border).Take(matrix.Count - (2 * border))
                .Select(row => new System.Collections.BitArray([.. row.Cast<bool>().Skip(border).Take(matrix.Count - (2 * border))])),
        ];
    }
}
