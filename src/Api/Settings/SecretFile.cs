using StatusLevels.Silo;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Api.Settings;

/// <summary>A generated secret in the data folder, readable for the owner only.</summary>
internal sealed class SecretFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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

    /// <summary>
    /// What the file holds; made first if it is missing or empty. Of two processes at once one makes it, and both get the same.
    /// </summary>
    public string ReadOrCreate(Func<string> generate)
    {
        try
        {
            PrivateFiles.CreatePassableFolder(System.IO.Path.GetDirectoryName(Path)!);
            using var file = OpenAlone();
            using var reader = new StreamReader(file);
            if (reader.ReadToEnd().Trim() is { Length: > 0 } kept)
            {
                return kept;
            }

            var secret = generate();
            file.SetLength(0);
            using var writer = new StreamWriter(file);
            writer.WriteLine(secret);
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file {Path} cannot be written (DATA_DIR names its folder): {exception.Message}", exception);
        }
    }

    // Renaming a finished file into place would not do: whether one is there is asked before, and another process may be between the two.
    private FileStream OpenAlone()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        FileStream? opened = null;
        SpinWait.SpinUntil(() => (opened = TryOpen(options)) is not null, Patience);
        return opened ?? new FileStream(Path, options);
    }

    private FileStream? TryOpen(FileStreamOptions options)
    {
        try
        {
            return new FileStream(Path, options);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // Somebody else has it open for the moment it takes to write a line; or it is another fault, which the last try tells.
            return null;
        }
    }
}
