using System.Globalization;
using StatusLevels.Deploy.Tests.Packaging;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

[assembly: AssemblyFixture(typeof(BuiltImage))]

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>What the Dockerfile makes of a clean clone, once for all tests.</summary>
public sealed class BuiltImage : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly Lazy<Task<ImageBuild>> build;

    public BuiltImage() => build = new(BuildAsync);

    internal static Dockerfile Dockerfile { get; } = Dockerfile.Read();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The folder that the program of a target starts in.</summary>
    internal async Task<string> FolderAsync(string target) => (await build.Value).RootOf(target) + Dockerfile.Last(target, "WORKDIR");

    /// <summary>Starts the entry point as the image does: its environment and these settings, and as a user who is not root.</summary>
    internal async Task<Command> StartAsync(string target, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(Dockerfile.Environment(target), StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return Command.Start([.. AsNobody(), .. Dockerfile.EntryPoint(target), .. arguments], await FolderAsync(target), environment);
    }

    /// <summary>Asks the health check of a target, as the engine does.</summary>
    internal static async Task<int> HealthAsync(string target, IReadOnlyDictionary<string, string> settings) =>
        (await Command.RunAsync([.. AsNobody(), .. Dockerfile.HealthCheck(target)], environment: settings)).ExitCode;

    /// <summary>An empty folder that belongs to the user who starts the programs, in place of the volume.</summary>
    internal static async Task<TestFolder> VolumeAsync()
    {
        var volume = new TestFolder();
        if (Environment.IsPrivilegedProcess)
        {
            (await Command.RunAsync(["chown", "nobody", volume.Path])).Succeeded();
        }

        return volume;
    }

    /// <summary>Runs a program as the user who starts the programs of the image.</summary>
    internal static async Task<Ended> AsNobodyAsync(IReadOnlyList<string> words, bool isCleaningUp = false)
    {
        using var command = Command.Start([.. AsNobody(), .. words]);
        return await command.EndAsync(isCleaningUp);
    }

    internal static string FreePort() => FreePorts.One().ToString(CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> AsNobody() =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--"] : [];

    private async Task<ImageBuild> BuildAsync()
    {
        var context = Path.Combine(folder.Path, "context");
        BuildContext.Copy(Repository.Root, await BuildContext.TrackedFilesAsync(), context);
        var made = new ImageBuild(Dockerfile, context, Path.Combine(folder.Path, "stages"));
        await made.RunAsync();
        return made;
    }
}
