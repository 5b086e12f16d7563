using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo;

/// <summary>
/// The way of a process without a silo to those that have one. It is looked for in the background:
/// meanwhile the process serves what needs the database only, and says that it is not ready.
/// </summary>
public sealed partial class ClusterConnection : BackgroundService
{
    // Nobody's; asking for it leaves no trace.
    private static readonly OrganizationId Nobody = new(Guid.Empty);

    private readonly IClusterClient client;
    private readonly GatewayState gateways;
    private readonly ILogger<ClusterConnection> logger;

    internal ClusterConnection(IClusterClient client, GatewayState gateways, ILogger<ClusterConnection> logger) =>
        (this.client, this.gateways, this.logger) = (client, gateways, logger);

    /// <summary>Whether a silo can be asked. Where all connections are lost, asking is what makes new ones.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        if (!gateways.IsStarted || gateways.Connected > 0)
        {
            return gateways.IsStarted;
        }

        try
        {
            await client.OrganizationStatus(Nobody).GetStatus().WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailures.Of(exception) is not null)
        {
            LogNotReached(exception.Message);
            return false;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (gateways.IsStarted)
        {
            await ((IHostedService)client).StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ((IHostedService)client).StartAsync(stoppingToken);
        gateways.Start();
    }

    [LoggerMessage(1, LogLevel.Warning, "No silo can be reached: {Reason}")]
    private partial void LogNotReached(string reason);
}
