using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using StatusLevels.Silo;
using StatusLevels.Silo.Trust;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Cluster.Tests;

/// <summary>Somebody with Orleans and the product's contracts, who knows the names and the ports, and calls.</summary>
internal static class Stranger
{
    /// <summary>A client of the node's gateway, with this secret or without TLS.</summary>
    public static IHost Client(Node node, string? secret)
    {
        var builder = Builder();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(ClusterHosting.Name)
                .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, node.Options.GatewayPort))
                .UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            if (secret is not null)
            {
                client.UseNodeTls(Trust(secret));
            }
        });
        return builder.Build();
    }

    private static HostApplicationBuilder Builder() =>
        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

    private static NodeTrust Trust(string secret) =>
        NodeTrust.From(new ConfigurationBuilder().AddInMemoryCollection([new("CLUSTER_SECRET", secret)]).Build());
}
