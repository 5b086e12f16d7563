namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>How long and how hard a fault is tried.</summary>
public sealed record FaultScale
{
    /// <summary>A few seconds each, for every change of the code.</summary>
    public static readonly FaultScale Short = new()
    {
        Before = TimeSpan.FromSeconds(1.5),
        During = TimeSpan.FromSeconds(8),
        Away = TimeSpan.FromSeconds(10),
        After = TimeSpan.FromSeconds(2),
        Load = new LoadOptions { ChangesPerSecond = 25, ReadsPerSecond = 50, Organizations = 60 },
        Due = 20,
    };

    /// <summary>Load without the fault.</summary>
    public required TimeSpan Before { get; init; }

    /// <summary>Load with the fault, where the fault does not say how long.</summary>
    public required TimeSpan During { get; init; }

    /// <summary>How long a database that is gone stays away.</summary>
    public required TimeSpan Away { get; init; }

    /// <summary>Load after it.</summary>
    public required TimeSpan After { get; init; }

    public required LoadOptions Load { get; init; }

    /// <summary>Organizations with a notice that falls due meanwhile.</summary>
    public required int Due { get; init; }

    /// <summary>How long notices may be late before they count as missed.</summary>
    public TimeSpan NoticePatience { get; init; } = Patience.OfSeconds(90);

    /// <summary>The database flushes to disk what it commits.</summary>
    public bool Durable { get; init; }

    /// <summary>For figures.</summary>
    /// <param name="seconds">How long the load goes on with the fault.</param>
    public static FaultScale Long(int seconds) => new()
    {
        Before = TimeSpan.FromSeconds(5),
        During = TimeSpan.FromSeconds(seconds),
        Away = TimeSpan.FromSeconds(60),
        After = TimeSpan.FromSeconds(8),
        Load = new LoadOptions { ChangesPerSecond = 80, ReadsPerSecond = 160, Organizations = 200 },
        Due = 100,
        Durable = true,
    };
}
