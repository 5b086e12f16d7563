namespace StatusLevels.Testing.Cluster;

/// <summary>
/// The machine's clock, set forward or back as an operator or a time service does it. Timers and measured times go on as ever.
/// </summary>
public sealed class SteppedClock : TimeProvider
{
    private long offsetTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>Sets it by this, forward or (below zero) back.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);
}
