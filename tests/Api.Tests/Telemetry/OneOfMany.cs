using System.Globalization;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Api.Tests.Telemetry;

/// <summary>The settings of a node that shares a database with others on this machine.</summary>
internal static class OneOfMany
{
    public static (string Name, string Value)[] On(TestDatabase database)
    {
        var ports = FreePorts.Take(2);
        return
        [
            ("DATABASE_URL", $"{database.RuntimeConnectionString};{TestApi.SmallPool}"),
            ("CLUSTER", "postgres"),
            ("CLUSTER_SECRET", NodeOptions.ClusterSecret),
            ("ADVERTISED_IP", "127.0.0.1"),
            ("SILO_PORT", ports[0].ToString(CultureInfo.InvariantCulture)),
            ("GATEWAY_PORT", ports[1].ToString(CultureInfo.InvariantCulture)),
        ];
    }
}
