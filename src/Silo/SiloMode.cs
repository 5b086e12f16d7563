using Microsoft.Extensions.Configuration;
using StatusLevels.Silo.Database;

namespace StatusLevels.Silo;

/// <summary>Where the organizations that a process answers for live.</summary>
public enum SiloMode
{
    /// <summary>In this process and in those of its cluster: a read may be a call within the process.</summary>
    InProcess,

    /// <summary>In other processes: this one only asks them.</summary>
    Remote,
}

/// <summary>Reads <c>SILO_MODE</c>, in the style of ASP.NET configuration <c>Silo:Mode</c>; the first wins.</summary>
public static class SiloModes
{
    private const string Name = "SILO_MODE";
    private const string Path = "Silo:Mode";

    /// <summary>
    /// The mode of this process, checked against what else is set. Ask before anything is
    /// opened: nothing is started for a process that cannot serve.
    /// </summary>
    /// <exception cref="StartupException">It is wrong, or contradicts another setting; the sentence names it.</exception>
    public static SiloMode From(IConfiguration configuration)
    {
        var setting = configuration.Setting(Name) is { Text: not null } typed ? typed : configuration.Setting(Path);
        var mode = setting.OneOf(("InProcess", SiloMode.InProcess), ("Remote", SiloMode.Remote)) ?? SiloMode.InProcess;
        if (mode == SiloMode.Remote)
        {
            RequireOthers(configuration, $"{setting.Name}=Remote");
        }

        return mode;
    }

    /// <summary>A process that is nothing without others needs the database in which they find each other.</summary>
    /// <param name="configuration">What the operator set.</param>
    /// <param name="process">What kind of process it is, as the subject of the sentence.</param>
    /// <exception cref="StartupException">There can be no others; the sentence says why.</exception>
    internal static void RequireOthers(IConfiguration configuration, string process)
    {
        if (DatabaseOptions.From(configuration).Database is null)
        {
            throw new StartupException(
                $"{process} needs the database in which the nodes find each other: set DATABASE_URL, "
                + "or leave it to the private server and run one whole node.");
        }

        if (ClusterSettings.ModeOf(configuration) == ClusterMode.Local)
        {
            throw new StartupException(
                $"{process} and CLUSTER=local, which is the default, contradict each other: "
                + "a node alone has nobody beside it. Set CLUSTER=postgres, on the silos too.");
        }
    }
}
