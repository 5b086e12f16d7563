using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Problems;

/// <summary>
/// Writes down what crashed: the same crash in full once a second at most, with the number of those that were left out. Whoever finds a
/// bug could fill the log by it otherwise.
/// </summary>
internal sealed partial class CrashLog(TimeProvider time, ILogger<CrashLog> logger) : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Different ones that are known at the same time: a bug has a few, the product none.</summary>
    private const int MostKinds = 100;

    // By these, from where it was thrown, crashes are told apart.
    private const int Frames = 3;

    private readonly Lock gate = new();
    private readonly Dictionary<string, CountedTelling<Crash>> kinds = new(StringComparer.Ordinal);

    public void Add(Exception exception, string method, string path, string trace) =>
        Telling(Kind(exception)).Add(new(exception, method, path, trace));

    public void Dispose()
    {
        lock (gate)
        {
            Forget();
        }
    }

    private CountedTelling<Crash> Telling(string kind)
    {
        lock (gate)
        {
            if (kinds.TryGetValue(kind, out var known))
            {
                return known;
            }

            if (kinds.Count >= MostKinds)
            {
                Forget();
            }

            return kinds[kind] = new(time, Period, Log);
        }
    }

    private void Forget()
    {
        foreach (var telling in kinds.Values)
        {
            telling.Dispose();
        }

        kinds.Clear();
    }

    private void Log(int count, Crash last)
    {
        LogCrash(last.Exception, last.Method, last.Path, last.Trace);
        if (count > 1)
        {
            LogLeftOut(count - 1);
        }
    }

    private static string Kind(Exception exception) =>
        string.Join('\n', [exception.GetType().FullName, .. (exception.StackTrace ?? "").Split('\n').Take(Frames)]);

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} crashed; trace {Trace}")]
    private partial void LogCrash(Exception exception, string method, string path, string trace);

    [LoggerMessage(2, LogLevel.Error, "The same happened {Count} times more within a second")]
    private partial void LogLeftOut(int count);

    private sealed record Crash(Exception Exception, string Method, string Path, string Trace);
}
