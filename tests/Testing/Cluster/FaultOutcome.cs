using System.Globalization;

namespace StatusLevels.Testing.Cluster;

/// <summary>What callers noticed of a fault.</summary>
/// <param name="Fault">What was done.</param>
/// <param name="Load">What was asked meanwhile.</param>
/// <param name="Gaps">For each node that was to go on: the longest time without an answer of use.</param>
/// <param name="LongestWait">How long one organization could not be changed; the longest of all.</param>
/// <param name="Check">The histories, read back.</param>
/// <param name="Due">The notices that fell due.</param>
/// <param name="Tally">The answers.</param>
/// <param name="Remark">What else was measured.</param>
public sealed record FaultOutcome(
    string Fault, string Load, IReadOnlyDictionary<string, TimeSpan> Gaps, TimeSpan LongestWait,
    AcknowledgedCheck Check, DueReport Due, LoadTally Tally, string Remark)
{
    /// <summary>The longest time without an answer of use from a node that was to go on.</summary>
    public TimeSpan LongestGap => Gaps.Values.DefaultIfEmpty().Max();

    /// <summary>From when what was away is back until a change is acknowledged again; null where nothing was away for all.</summary>
    public TimeSpan? ServedAgain { get; init; }

    /// <summary>What the nodes logged as errors last, when an answer came that no fault explains.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Fault}: gap {LongestGap.TotalSeconds:0.00} s, wait {LongestWait.TotalSeconds:0.00} s; "
        + $"acknowledged {Check.Acknowledged}, lost {Check.Lost}, twice {Check.Twice}, "
        + $"unacknowledged {Check.Unacknowledged}, broken {Check.Broken};\n"
        + $"due {Due.Due}, missed {Due.Missed}, twice {Due.Twice}, latest {Due.Latest.TotalSeconds:0.00} s; "
        + $"read {Tally.Read}, stale {Tally.Stale}, wrong {Tally.Wrong}; "
        + $"failed for good {Tally.FailedForGood}: {Tally.Describe()}; {Tally.FirstUnexpected} {Remark}\n"
        + $"{string.Join('\n', Errors)}");
}
