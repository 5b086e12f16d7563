using System.Reflection;
using System.Text;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Badges;

namespace StatusLevels.Api.Credentials;

/// <summary>The picture of a level with its credential inside, as Open Badges 3.0 has it: who has the picture has the credential.</summary>
internal sealed class BakedBadge(BadgePictures pictures)
{
    private const string SvgStart = "<svg ";
    private const string Namespace = "https://purl.imsglobal.org/ob/v3p0";
    private const string Keyword = "openbadgecredential";

    // Neither packed, nor in a language, nor named in another one.
    private static readonly byte[] TextStart = [.. Encoding.ASCII.GetBytes(Keyword), 0, 0, 0, 0, 0];

    private static readonly BadgeRequest Seal = new(BadgeStyle.Seal, StatusLevelCatalog.Languages[0], BadgeTheme.Light, null);

    private readonly Dictionary<StatusLevel, byte[]> pngs = Enum.GetValues<StatusLevel>().ToDictionary(static level => level, ReadPng);

    /// <summary>The seal as SVG.</summary>
    public byte[] Svg(StatusLevel level, byte[] credential)
    {
        var svg = Encoding.UTF8.GetString(pictures.Of(Seal, level, isConfirmed: true).Body.Span);
        var content = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        return Encoding.UTF8.GetBytes(
            $"{SvgStart}xmlns:openbadges=\"{Namespace}\" {svg.AsSpan(SvgStart.Length, content - SvgStart.Length)}"
            + $"<openbadges:credential>{BadgeText.Escape(Encoding.UTF8.GetString(credential))}</openbadges:credential>{svg.AsSpan(content)}");
    }

    /// <summary>The seal as PNG: the same three pictures for ever, whatever the catalog's colors.</summary>
    public byte[] Png(StatusLevel level, byte[] credential)
    {
        var picture = pngs[level].AsSpan();
        var end = picture.Length - PngChunk.LengthOf(0);
        using var baked = new MemoryStream(picture.Length + credential.Length + PngChunk.LengthOf(TextStart.Length));
        baked.Write(picture[..end]);
        PngChunk.Write(baked, "iTXt"u8, [.. TextStart, .. credential]);
        baked.Write(picture[end..]);
        return baked.ToArray();
    }

    private static byte[] ReadPng(StatusLevel level)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"badge-{level}.png")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
