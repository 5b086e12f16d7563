using Microsoft.Extensions.Configuration;
using Orleans.Dashboard;

namespace StatusLevels.Silo.Dashboard;

/// <summary>The dashboard of Orleans: each silo tells what it does, and nodes with an HTTP face show it.</summary>
public static class DashboardHosting
{
    /// <summary>Whether there is one: <c>DASHBOARD</c>, <c>on</c> or <c>off</c>; the same on all nodes.</summary>
    /// <exception cref="StartupException">It is neither; the sentence names it.</exception>
    public static bool HasDashboard(this IConfiguration configuration) =>
        configuration.Setting("DASHBOARD").Trimmed.OneOf(("on", true), ("off", false)) ?? true;

    internal static ISiloBuilder AddDashboard(this ISiloBuilder silo, IConfiguration configuration) =>
        configuration.HasDashboard()
            // The log of a node is for those who read the logs.
            ? silo.AddDashboard(options => (options.HideTrace, options.CounterUpdateIntervalMs) = (true, 5000))
            : silo;

    internal static IClientBuilder AddDashboard(this IClientBuilder client, IConfiguration configuration) =>
        configuration.HasDashboard() ? client.AddDashboard(options => options.HideTrace = true) : client;
}
