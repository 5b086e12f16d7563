using System.Diagnostics.Metrics;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>Counts wake-ups that could not settle what is due, in the meter <c>StatusLevels.Reminders</c>.</summary>
internal static class TickFailures
{
    private static readonly Meter Meter = new("StatusLevels.Reminders");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "statuslevels.reminders.tick.failures", "{tick}",
        "Wake-ups that could not settle what was due; each is tried again a minute later.");

    public static void Count(StoreFailure failure) => Failures.Add(1, new KeyValuePair<string, object?>("failure", failure.ToString()));
}
