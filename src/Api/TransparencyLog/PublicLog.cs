namespace StatusLevels.Api.TransparencyLog;

/// <summary>The public log of this product, if it has one.</summary>
internal sealed class PublicLog(LogStore store, LogAppender? appender = null)
{
    /// <summary>There is no such thing here.</summary>
    public static Problem NoSuch { get; } = new(ProblemCode.NotFound, "nothing_here");

    public LogStore Store => store;

    /// <summary>The log that grows; null: there is none.</summary>
    public OpenLog? Open => appender?.Open;
}
