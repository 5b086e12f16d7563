using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo;

/// <summary>
/// How long a node that is told to stop goes on serving, while <c>/readyz</c> says already that it is not ready (<c>DRAIN_SECONDS</c>,
/// 0..8): what balances the load looks every few seconds. 5 in a cluster; alone 0, nobody is there to take over.
/// </summary>
public sealed record DrainTime(TimeSpan Value)
{
    private const int Most = 8;
    private const int InCluster = 5;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartupException">It is wrong; the sentence names it.</exception>
    public static DrainTime From(IConfiguration configuration) => new(TimeSpan.FromSeconds(
        configuration.Setting("DRAIN_SECONDS").Number(0, Most)
        ?? (ClusterSettings.ModeOf(configuration) == ClusterMode.Local ? 0 : InCluster)));
}
