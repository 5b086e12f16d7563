namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>The server's log file: one, with a bound. The server appends, so it may be cut while it is open.</summary>
internal sealed class ServerLog(string path, long bound = ServerLog.DefaultBound)
{
    private const long DefaultBound = 4 * 1024 * 1024;
    private const int LinesShown = 6;

    /// <summary>The last lines, on one line, for a sentence that explains a failure.</summary>
    public string Tail()
    {
        try
        {
            return string.Join(" | ", File.ReadLines(path).TakeLast(LinesShown));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>Moves a log that has grown over its bound to <c>.1</c>, replacing the one there.</summary>
    public void Trim()
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length <= bound)
        {
            return;
        }

        file.CopyTo($"{path}.1", overwrite: true);
        using var log = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(0);
    }
}
