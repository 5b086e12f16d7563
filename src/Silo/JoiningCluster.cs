using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.MembershipService;

namespace StatusLevels.Silo;

/// <summary>
/// Stands in front of what Orleans does when a silo cannot go on, until it has joined. A silo that the others declare dead before that
/// holds nothing yet: it ends in order, and with a sentence. Afterwards it ends hard, as Orleans has it: others take over what it holds.
/// </summary>
internal sealed class JoiningCluster(IFatalErrorHandler hard) : IFatalErrorHandler, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>What an operator is told whose node could not join.</summary>
    public const string Refusal =
        "This node cannot join its cluster: the nodes that are there did not take it for one of them, or could not be reached. Give it the "
        + "CLUSTER_SECRET or the certificates that they have, and an ADVERTISED_IP and ports that they reach; the lines above name them.";

    private readonly CancellationTokenSource refused = new();
    private volatile bool hasJoined;

    /// <summary>The others have declared this node dead while it was joining.</summary>
    public CancellationToken Refused => refused.Token;

    public static void TakePlace(IServiceCollection services)
    {
        var hard = services.Single(service => service.ServiceType == typeof(IFatalErrorHandler));
        services.Remove(hard);
        services.AddSingleton(
            provider => new JoiningCluster((IFatalErrorHandler)ActivatorUtilities.CreateInstance(provider, hard.ImplementationType!)));
        services.AddSingleton<IFatalErrorHandler>(provider => provider.GetRequiredService<JoiningCluster>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<JoiningCluster>());
    }

    /// <summary>Whether a start failed for this reason, and no other.</summary>
    public bool IsWhy(Exception exception) =>
        refused.IsCancellationRequested || exception is OrleansClusterConnectivityCheckFailedException;

    // From then on the others may send it work.
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(JoiningCluster),
        ServiceLifecycleStage.BecomeActive - 1,
        _ =>
        {
            hasJoined = true;
            return Task.CompletedTask;
        });

    public bool IsUnexpected(Exception exception) => hard.IsUnexpected(exception);

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        // With an exception it is not the others' word, but a fault.
        if (hasJoined || exception is not null)
        {
            hard.OnFatalException(sender, context, exception);
        }
        else
        {
            refused.Cancel();
        }
    }

    public void Dispose() => refused.Dispose();
}
