namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>The server's log file: one, with a bound. The server appends, so it may be cut while it is open.</summary>
internal sealed class ServerLog(string path, ServerFiles files, long bound = ServerLog.DefaultBound)
{
    private const long DefaultBound = 4 * 1024 * 1024;
    private const int LinesShown = 6;

    /// <summary>The last lines, on one line, for a sentence that explains a failure.</summary>
    public async Task<string> TailAsync(CancellationToken cancellationToken) =>
        (await files.TailAsync(path, LinesShown, cancellationToken)).ReplaceLineEndings(" | ");

    /// <summary>Moves a log that has grown over its bound to <c>.1</c>, replacing the one there.</summary>
    /// <exception cref="StartupException">It cannot be written.</exception>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is { Exists: true } file && file.Length > bound)
        {
            await files.EmptyIntoAsync(path, $"{path}.1", cancellationToken);
        }
    }
}
