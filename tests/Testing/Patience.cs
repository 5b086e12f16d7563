using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace StatusLevels.Testing;

/// <summary>
/// How long tests wait for what has no promised time: as long as an idle machine would need with room to spare, times how much slower this
/// one is. Measured once, at the first wait. What is promised to users is asserted as it is promised, on any machine.
/// </summary>
public static class Patience
{
    private const double Longest = 10;
    private const int Rounds = 64;
    private static readonly byte[] Work = new byte[256 * 1024];

    // What the work below takes on one idle core of a small machine.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(60);

    private static readonly Lazy<double> Measured = new(Measure);

    /// <summary>1 on an idle machine of today, at most 10.</summary>
    public static double Factor => Measured.Value;

    /// <summary>This many seconds, as this machine needs them.</summary>
    public static TimeSpan OfSeconds(double seconds) => TimeSpan.FromSeconds(seconds) * Factor;

    /// <summary>This many minutes, as this machine needs them.</summary>
    public static TimeSpan OfMinutes(double minutes) => TimeSpan.FromMinutes(minutes) * Factor;

    // Who shares a processor with many gets a slice of it only now and then: a short measurement may fall into one slice, the queue tells
    // of the rest.
    private static double Measure() => Math.Clamp(Math.Max(WorkTime() / Idle, Queue()), 1, Longest);

    // On all cores at once, as the nodes of a test are.
    private static TimeSpan WorkTime()
    {
        var since = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Hash)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(since);
    }

    private static void Hash()
    {
        for (var round = 0; round < Rounds; round++)
        {
            SHA256.HashData(Work);
        }
    }

    // How many wait for each processor, over the last minute.
    private static double Queue() =>
        File.Exists("/proc/loadavg")
            && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load / Environment.ProcessorCount
            : 0;
}
