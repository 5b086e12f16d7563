namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Where the private server of a data folder lives: in it, unless root's unprivileged account could not get there.</summary>
/// <param name="Root">The product's data folder, <c>DATA_DIR</c>.</param>
internal sealed record DataLocation(string Root)
{
    public string Beside => Path.Combine(Root, "postgres");

    /// <summary>The file that says where else it is.</summary>
    public string Pointer => Path.Combine(Root, "postgres.location");

    /// <summary>The folder that root made elsewhere; null when there is none, or when there is data in the usual place.</summary>
    public string? Elsewhere =>
        !Directory.Exists(Path.Combine(Beside, "data")) && File.Exists(Pointer) ? File.ReadAllText(Pointer).Trim() : null;

    public string Folder => Elsewhere ?? Beside;

    /// <summary>What <see cref="Elsewhere"/> names.</summary>
    /// <exception cref="StartupException">It is gone: no empty database takes its place.</exception>
    public string? FindElsewhere() => Elsewhere is not { } folder || Directory.Exists(folder)
        ? Elsewhere
        : throw new StartupException($"The database of '{Root}' was kept in '{folder}', which is gone: restore that folder, or remove '{Pointer}' to begin with an empty database.");
}
