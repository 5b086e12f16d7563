using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>A generated secret in the data folder, readable for the owner only.</summary>
internal sealed class SecretFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = path;

    public string? Read()
    {
        try
        {
            return File.Exists(Path) ? File.ReadAllText(Path).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {Path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What the file holds; made first if it is missing. Of two processes at once one makes it, and both get the same.</summary>
    public string ReadOrCreate(Func<string> generate)
    {
        if (Read() is { Length: > 0 } kept)
        {
            return kept;
        }

        var draft = $"{Path}.{Guid.NewGuid():n}.tmp";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            Write(draft, generate());
            try
            {
                File.Move(draft, Path, overwrite: false);
            }
            catch (IOException) when (Read() is { Length: > 0 })
            {
                // Another process was first: its secret counts.
            }

            return Read()!;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {Path} cannot be written (DATA_DIR names its folder): {exception.Message}", exception);
        }
        finally
        {
            // Asked first: where the folder could not be made, deleting throws too, and would hide why.
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }

    private static void Write(string path, string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(secret);
    }
}
