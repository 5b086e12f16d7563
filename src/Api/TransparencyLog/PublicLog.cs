using System.Globalization;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>The public log of this product, if it has one; and those before it, which grow no more.</summary>
internal sealed class PublicLog(LogStore store, LogAppender? appender = null)
{
    /// <summary>There is no such thing here.</summary>
    public static Problem NoSuch { get; } = new(ProblemCode.NotFound, "nothing_here");

    public LogStore Store => store;

    /// <summary>The log that grows; null: there is none.</summary>
    public OpenLog? Open => appender?.Open;

    /// <summary>
    /// Which log a request is about: the first one, or the one whose number its address names. Null: there is none such.
    /// </summary>
    public short? Asked(HttpContext context) =>
        short.TryParse(
            context.Request.RouteValues["log"] as string ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= Open?.Number
            ? number
            : null;
}
