using System.Globalization;
using System.Text;

namespace StatusLevels.Api.Badges;

/// <summary>
/// The shape of each level, so that none is told by its color alone: a disc, a shield, a rosette; a ring of dashes for none.
/// </summary>
internal static class LevelShape
{
    private const int Points = 14;
    private const double Outer = 45;
    private const double Inner = 39.5;

    private static readonly string Rosette = Star();

    /// <summary>Within 96 by 96 pixels, in this color, with a line along its edge.</summary>
    public static string Of(StatusLevel? level, string color)
    {
        var line = $"fill=\"{color}\" stroke=\"{color}\" stroke-width=\"3\" stroke-linejoin=\"round\"";
        const string Edge = "fill=\"none\" stroke=\"#fff\" stroke-opacity=\".55\" stroke-width=\"1.5\"";
        return level switch
        {
            StatusLevel.A => $"<circle cx=\"48\" cy=\"48\" r=\"44\" {line}/><circle cx=\"48\" cy=\"48\" r=\"39\" {Edge}/>",
            StatusLevel.B =>
                $"<path {line} d=\"M48 4 88 17V46C88 70 71 86 48 92 25 86 8 70 8 46V17Z\"/>"
                + $"<path {Edge} d=\"M48 10 82 21V46C82 66 68 80 48 86 28 80 14 66 14 46V21Z\"/>",
            StatusLevel.C => $"<path {line} d=\"{Rosette}\"/><circle cx=\"48\" cy=\"48\" r=\"35\" {Edge}/>",
            _ => $"<circle cx=\"48\" cy=\"48\" r=\"43\" fill=\"{color}\"/>"
                + "<circle cx=\"48\" cy=\"48\" r=\"37\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\" stroke-dasharray=\"5 4\"/>",
        };
    }

    /// <summary>The same in 12 by 12 pixels, white, as an outline.</summary>
    public static string Small(StatusLevel? level) => level switch
    {
        StatusLevel.A => "<circle cx=\"6\" cy=\"6\" r=\"4.6\"/>",
        StatusLevel.B => "<path d=\"M6 .8 10.8 2.4V6C10.8 8.8 8.8 10.6 6 11.4 3.2 10.6 1.2 8.8 1.2 6V2.4Z\"/>",
        StatusLevel.C => "<path d=\"M6 .9 7.6 4.2 11.2 4.7 8.6 7.2 9.2 10.8 6 9.1 2.8 10.8 3.4 7.2 .8 4.7 4.4 4.2Z\"/>",
        _ => "<circle cx=\"6\" cy=\"6\" r=\"4.6\" stroke-dasharray=\"2.4 1.7\"/>",
    };

    private static string Star()
    {
        var path = new StringBuilder();
        for (var point = 0; point < Points * 2; point++)
        {
            var (angle, radius) = (Math.PI * point / Points, point % 2 == 0 ? Outer : Inner);
            path.Append(point == 0 ? 'M' : ' ').Append(
                CultureInfo.InvariantCulture, $"{48 + (radius * Math.Sin(angle)):0.#} {48 - (radius * Math.Cos(angle)):0.#}");
        }

        return path.Append('Z').ToString();
    }
}
