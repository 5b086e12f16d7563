using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using StatusLevels.Silo.Database;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>A silo of a cluster in a process of its own, which can be killed.</summary>
internal sealed class HeldSilo : IAsyncDisposable
{
    public const string Verb = "hold-silo";

    private readonly Process process;

    private HeldSilo(Process process) => this.process = process;

    public static async Task<HeldSilo> StartAsync(string connectionString)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{typeof(HeldSilo).Assembly.GetName().Name}.dll"), Verb])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["HELD_SILO_DATABASE"] = connectionString },
        };
        var silo = new HeldSilo(Process.Start(start)!);
        Assert.Equal("ready", await silo.process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return silo;
    }

    /// <summary>The program of that process.</summary>
    public static async Task<int> HoldAsync()
    {
        using var host = Build(Environment.GetEnvironmentVariable("HELD_SILO_DATABASE")!);
        await host.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        await host.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>
    /// A node of the cluster in this database, on the loopback interface, with a membership that notices a death within seconds.
    /// </summary>
    public static IHost Build(string connectionString)
    {
        var (siloPort, gatewayPort) = FreePorts();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["CLUSTER"] = "postgres";
        builder.Configuration["CLUSTER_SECRET"] = NodeOptions.ClusterSecret;
        builder.Configuration["SILO_PORT"] = siloPort.ToString(CultureInfo.InvariantCulture);
        builder.Configuration["GATEWAY_PORT"] = gatewayPort.ToString(CultureInfo.InvariantCulture);
        builder.Configuration["ADVERTISED_IP"] = "127.0.0.1";
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        var settings = DatabaseSettings.ForPools(new NpgsqlConnectionStringBuilder(connectionString), 20, throughPooler: false);
        var session = new DatabaseSession(settings.ConnectionString, server: null);
        builder.Services.AddStatusLevelsDatabase(session);
        builder.AddStatusLevelsSilo(session);
        builder.Services.Configure<EndpointOptions>(options =>
        {
            options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, siloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Loopback, gatewayPort);
        });
        builder.Services.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
        });
        return builder.Build();
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }
}
