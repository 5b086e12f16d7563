using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using StatusLevels.Grains.Organizations;
using StatusLevels.Silo.Trust;

namespace StatusLevels.Silo;

/// <summary>How silos find each other, and how soon they notice that one is gone.</summary>
internal static class ClusterHosting
{
    public const string Invariant = "Npgsql";

    /// <summary>Overrides of single membership options, by their Orleans names: for measurements and tests.</summary>
    private const string Overrides = "Membership";

    public static ISiloBuilder AddClustering(
        this ISiloBuilder silo, ClusterSettings cluster, string connectionString, IConfiguration configuration)
    {
        silo.Configure<ClusterOptions>(Name);
        if (cluster.Mode == ClusterMode.Local)
        {
            NoListener.TakePlace(silo.Services);
            return silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, StorageNames.ServiceId, StorageNames.ServiceId);
        }

        JoiningCluster.TakePlace(silo.Services);
        silo.Services.Configure<ClusterMembershipOptions>(NoticeDeaths)
            .Configure<ClusterMembershipOptions>(configuration.GetSection(Overrides));
        return silo
            .AddOneHomeEach()
            .UseNodeTls(NodeTrust.From(configuration))
            .Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = cluster.AdvertisedIp;
                options.SiloPort = cluster.SiloPort;
                options.GatewayPort = cluster.GatewayPort;
                options.SiloListeningEndpoint = new IPEndPoint(cluster.AdvertisedIp, cluster.SiloPort);
                options.GatewayListeningEndpoint = new IPEndPoint(cluster.AdvertisedIp, cluster.GatewayPort);
            })
            .UseAdoNetClustering(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = connectionString;
            });
    }

    public static void Name(ClusterOptions options) =>
        (options.ServiceId, options.ClusterId) = (StorageNames.ServiceId, StorageNames.ServiceId);

    /// <summary>
    /// Where an organization lives is agreed on between the silos in each view of the membership, and handed over with it: by the directory
    /// that Orleans has by itself, two silos could each take an organization for theirs while others came and went.
    /// </summary>
    private static ISiloBuilder AddOneHomeEach(this ISiloBuilder silo)
    {
        // Whoever was declared dead may live on, unknowing, for a moment; what it writes then meets the version in the database. Waiting
        // the half minute that is meant for other storage would keep its organizations from everybody.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
#pragma warning disable ORLEANSEXP003 // Experimental is how it is switched on, which a decision record accepts.
        return silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }

    /// <summary>Measured: a decision record says with what, and what else was tried.</summary>
    private static void NoticeDeaths(ClusterMembershipOptions options)
    {
        // The first of these is where Orleans begins; it then learns how fast the others answer, between half and ten times as long.
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.MinProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 3;

        // A silo that was heard of within so many of these is taken for alive whatever
        // its probes say: one that stands still is out after 12 s, not 24.
        options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // When all were killed at once, nobody is left to declare them dead: whoever starts waits until their signs of life are old.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        options.NumMissedTableIAmAliveLimit = 3;
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);

        // Rows of the dead are of use to whoever looks for what happened in the last days.
        options.DefunctSiloExpiration = TimeSpan.FromDays(2);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }
}
