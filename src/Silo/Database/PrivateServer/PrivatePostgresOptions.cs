namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Where the private server keeps its data, and how safe that data must be.</summary>
internal sealed record PrivatePostgresOptions
{
    /// <summary>
    /// The product's data folder (<c>DATA_DIR</c>); the server lives in its subfolder <c>postgres</c>. Created when missing.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where the data goes when the unprivileged account that root starts cannot reach <see cref="DataDirectory"/>.</summary>
    public string SystemDirectory { get; init; } = "/var/lib/statuslevels";

    /// <summary>Folders with server programs to use instead of those found on this machine.</summary>
    public IReadOnlyList<string>? BinaryDirectories { get; init; }

    /// <summary>False only for throw-away data: no flush to disk, so a power cut may lose everything.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How often the running server is looked after.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock of the watch and of its pauses between attempts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
