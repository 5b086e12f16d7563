namespace StatusLevels.Bench.Ticks;

/// <summary>What ticks are measured at.</summary>
internal enum TickKind
{
    /// <summary>So many a second, for a while.</summary>
    Steady,

    /// <summary>All within one second.</summary>
    Burst,

    /// <summary>Due while no process was there.</summary>
    Outage,
}

/// <param name="Kinds">What to measure.</param>
/// <param name="PerSecond">Ticks a second, steadily.</param>
/// <param name="Seconds">For so long.</param>
/// <param name="Burst">Organizations due in the same second.</param>
/// <param name="Outage">Organizations due during the outage.</param>
internal sealed record TickOptions(IReadOnlyList<TickKind> Kinds, int PerSecond, int Seconds, int Burst, int Outage);
