using StatusLevels.Testing;

namespace StatusLevels.Deploy.Tests.Packaging;

/// <summary>
/// apt for another release of Debian than this machine's, in a folder: nothing of this machine is read but where packages come from.
/// </summary>
internal sealed class PrivateApt
{
    private readonly string[] options;

    private PrivateApt(string[] options) => this.options = options;

    /// <exception cref="MissingHereException">This is no Debian.</exception>
    public static async Task<PrivateApt> CreateAsync(string folder, string suite)
    {
        var sites = await Command.RunAsync(
            [InstalledProgram.Find("apt-get", "apt"), "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"]);
        var site = sites.Succeeded().Output.Split('\n').Select(line => line.Split(' ')[0]).FirstOrDefault(
            address => address.EndsWith("/debian", StringComparison.Ordinal) || address.EndsWith("/debian/", StringComparison.Ordinal));
        if (site is null)
        {
            throw new MissingHereException($"apt of this machine knows no archive of Debian; a Debian with 'apt-get update' done is needed. It says: {sites.Output}");
        }

        foreach (
            var part in (string[])["lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d", "etc/trusted.gpg.d"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "status"), "");
        // Only names and versions are read from it, and nothing is installed.
        await File.WriteAllTextAsync(Path.Combine(folder, "sources.list"), $"deb [trusted=yes] {site} {suite} main\n");
        var apt = new PrivateApt(
        [
            "-o", $"Dir::Etc={folder}/etc", "-o", $"Dir::Etc::sourcelist={folder}/sources.list", "-o",
            $"Dir::Etc::sourceparts={folder}/etc/none", "-o", $"Dir::State={folder}",
            "-o", $"Dir::State::lists={folder}/lists", "-o", $"Dir::State::status={folder}/status", "-o", $"Dir::Cache={folder}/cache",
            "-o", "APT::Sandbox::User=",
            "-o", "Acquire::Languages=none", "-o", "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false", "-o",
            "APT::Update::Post-Invoke-Success=", "-o", "Debug::NoLocking=true",
        ]);
        (await Command.RunAsync(["apt-get", .. apt.options, "update", "--error-on=any"])).Succeeded();
        return apt;
    }

    /// <summary>What apt would install.</summary>
    /// <param name="words">Options and packages of an <c>apt-get install</c>.</param>
    public async Task<string> PlanAsync(string[] words) =>
        (await Command.RunAsync(["apt-get", .. options, "install", "--simulate", .. words])).Succeeded().Output;
}
