namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// A file of a few lines that another account wrote. No more of it is read than such a file holds: it may be a link to one without an end.
/// </summary>
internal static class ShortFile
{
    private const int Most = 4096;

    /// <summary>What it holds; null when it is not there or not to be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var text = new char[Most];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
