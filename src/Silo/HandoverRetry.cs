using Orleans.Concurrency;
using Orleans.Runtime.Messaging;
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

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception exception) when (
                tries < MostTries
                && context.Request.GetInterfaceType() == typeof(IOrganizationStatusGrain)
                && MayAskAgain(exception, context))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static bool MayAskAgain(Exception exception, IOutgoingGrainCallContext context) => exception switch
    {
        // The silo that had the call is gone; what it did with it before, nobody knows.
        SiloUnavailableException => context.InterfaceMethod.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false),
        OrleansMessageRejectionException or ConnectionFailedException => true,
        _ => false,
    };
}
