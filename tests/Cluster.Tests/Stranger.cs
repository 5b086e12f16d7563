using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
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
            client.Configure<ClusterOptions>(ClusterHosting.Name).UseStaticClustering(new IPEndPoint(IPAddress.Loopback, node.Options.GatewayPort));
            if (secret is not null)
            {
                client.UseNodeTls(Trust(secret));
            }
        });
        return builder.Build();
    }

    /// <summary>A silo that even knows the database of the cluster, but not its secret.</summary>
    public static IHost Silo(NodesOnOneDatabase nodes, string? secret)
    {
        var ports = FreePorts.Take(2);
        var builder = Builder();
        builder.Services.AddSingleton<IFatalErrorHandler, Survivor>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(ClusterHosting.Name)
                .ConfigureEndpoints(IPAddress.Loopback, ports[0], ports[1])
                .Configure<ClusterMembershipOptions>(options => options.MaxJoinAttemptTime = TimeSpan.FromSeconds(8))
                .UseAdoNetClustering(options =>
                {
                    options.Invariant = ClusterHosting.Invariant;
                    options.ConnectionString = DatabaseSettings.ForPools(
                        new NpgsqlConnectionStringBuilder(nodes.Server.RuntimeConnectionString), 5, throughPooler: false).ConnectionString;
                });
            if (secret is not null)
            {
                silo.UseNodeTls(Trust(secret));
            }
        });
        return builder.Build();
    }

    private static HostApplicationBuilder Builder() => Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

    private static NodeTrust Trust(string secret) =>
        NodeTrust.From(new ConfigurationBuilder().AddInMemoryCollection([new("CLUSTER_SECRET", secret)]).Build());

    /// <summary>A silo that is told that it is dead would take the tests with it.</summary>
    private sealed class Survivor : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => false;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
        {
            // The one who asked for it hears of it by the exception of the start.
        }
    }
}
