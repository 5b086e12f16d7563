using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StatusLevels.Api.Health;

/// <summary>
/// What this node needs, looked at once a second at most and once at a time, whoever asks: probes are anonymous and outside the limits,
/// so a thousand of them must cost the database what one does.
/// </summary>
internal sealed class Readiness(HealthCheckService checks)
{
    /// <summary>For how long a verdict is given to whoever asks.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // The machine's clock: what passes for organizations has no part in it.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly Lock gate = new();
    private Task<HealthReport>? verdict;
    private long asked;

    public Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (verdict is null || (verdict.IsCompleted && Clock.GetElapsedTime(asked) >= Fresh))
            {
                asked = Clock.GetTimestamp();
                // Not with the caller's token: others wait for the same.
                verdict = Task.Run(() => checks.CheckHealthAsync(CancellationToken.None), CancellationToken.None);
            }

            return verdict.WaitAsync(cancellationToken);
        }
    }
}
