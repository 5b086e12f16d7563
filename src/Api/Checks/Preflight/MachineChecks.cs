using StatusLevels.Api.Hosting;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary>This machine: folder, disk, ports.</summary>
internal sealed class MachineChecks(Installation installation, SettingChecks settings)
{
    private const long Gibibyte = 1L << 30;
    private const long LeastFree = Gibibyte / 10;

    public IEnumerable<Check> All() =>
    [
        PreflightRules.DataFolder.By(_ => Task.FromResult(LookAtFolder())),
        PreflightRules.Disk.By(_ => Task.FromResult(LookAtDisk())),
        PreflightRules.Ports.By(
            _ => Task.FromResult(settings.TryRead() is { } read ? LookAtPorts(read) : Finding.After(PreflightRules.Settings))),
        PreflightRules.Cluster.By(_ => Task.FromResult(LookAtCluster())),
    ];

    private Finding LookAtFolder()
    {
        var folder = Existing(installation.DataDirectory);
        if (File.Exists(installation.DataDirectory))
        {
            return Finding.Fail($"DATA_DIR is a file");
        }

        try
        {
            // Gone as soon as it is closed, and there for nobody before.
            using var probe = new FileStream(
                Path.Combine(folder, $".preflight-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
            return folder == installation.DataDirectory ? Finding.Ok($"it is there") : Finding.Ok($"it is not there yet, and can be made");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail($"this user may not write there ({Word.Kind(exception)})");
        }
    }

    private Finding LookAtDisk()
    {
        var free = installation.Around.FreeBytes(Existing(installation.DataDirectory));
        var mebibytes = free >> 20;
        return free switch
        {
            < LeastFree => Finding.Fail($"{mebibytes} MiB are free"),
            < Gibibyte => Finding.Warn($"{mebibytes} MiB are free"),
            _ => Finding.Ok($"{mebibytes} MiB are free"),
        };
    }

    private static Finding LookAtPorts(ApiSettings settings)
    {
        ListenCheck.Require(settings);
        return settings.Port == 0 ? Finding.Ok($"any that is free") : Finding.Ok($"{Word.Port(settings.Port)} is free");
    }

    private Finding LookAtCluster()
    {
        var cluster = ClusterCheck.Require(installation.Configuration);
        return cluster.Mode == ClusterMode.Local
            ? Finding.Ok($"one node, alone")
            : Finding.Ok($"others reach this node at {Word.Host(cluster.AdvertisedIp.ToString(), cluster.SiloPort)}");
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
