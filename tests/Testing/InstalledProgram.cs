namespace StatusLevels.Testing;

/// <summary>A program of this machine's that a test starts.</summary>
public static class InstalledProgram
{
    // Debian keeps servers where only root's PATH leads.
    private static readonly string[] Beside = ["/usr/sbin", "/usr/local/sbin"];

    /// <summary>Where it is.</summary>
    /// <param name="name">Its file name.</param>
    /// <param name="package">The package that brings it, for the reason.</param>
    /// <param name="folders">Where to look besides.</param>
    /// <exception cref="MissingHereException">Nowhere.</exception>
    public static string Find(string name, string package, params IEnumerable<string> folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Beside)
            .Concat(folders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
        ?? throw new MissingHereException($"The program {name} is missing: install it (the package {package} of your system); ./test does so where it may.");
}
