using System.Diagnostics;
using Orleans.Concurrency;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Silo;

/// <summary>
/// While a silo stops or dies, calls meet it on its way out. What was turned away before anything was done with it, and what only
/// reads, is asked again: by then the organization lives elsewhere. Callers from outside need not notice that nodes are replaced.
/// </summary>
internal sealed class HandoverRetry : IOutgoingGrainCallFilter
{
    private const int MostTries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>A call that took longer to be turned away met no hand-over, and nobody waits for a second one as long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var since = Stopwatch.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception exception) when (
                tries < MostTries && Stopwatch.GetElapsedTime(since) < Longest
                && context.Request.GetInterfaceType() == typeof(IOrganizationStatusGrain)
                && MayAskAgain(exception, context))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static bool MayAskAgain(Exception exception, IOutgoingGrainCallContext context) => CallFailures.Of(exception) switch
    {
        CallFailure.NotBegun => exception is not NotConnectedException,
        CallFailure.Unknown =>
            exception is SiloUnavailableException && context.InterfaceMethod.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false),
        _ => false,
    };
}
