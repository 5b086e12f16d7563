using System.Text;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>
/// The last checkpoint that this node saw, kept in its own folder: a database that was put back to an earlier state shows by it. A tree
/// that does not go on where this one ended is never signed.
/// </summary>
internal sealed class SeenCheckpoint(ApiSettings settings)
{
    private readonly string path = Path.Combine(settings.DataDirectory, "log-checkpoint");

    private SignedNote? last;
    private bool isRead;

    /// <summary>The last one, whichever log it is of; null: none was seen.</summary>
    /// <exception cref="StartupException">The file cannot be read, or is damaged.</exception>
    public Checkpoint? Last
    {
        get
        {
            if (!isRead)
            {
                last = new SecretFile(path).Read() is not { } text
                    ? null
                    : SignedNote.Parse(text + '\n') ?? throw new StartupException(
                        $"The file {path} is damaged. It holds the last checkpoint of the public log that this node saw: put it back, or delete it if the log is known to be right (log verify).");
                isRead = true;
            }

            return last is null ? null : Checkpoint.Parse(last.Text);
        }
    }

    /// <summary>Whether the tree of this checkpoint goes on where the last one of the same log ended.</summary>
    /// <param name="next">What the database says now.</param>
    /// <param name="tree">The tree of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TileMissingException">The database lacks a piece of its tree.</exception>
    public async Task<bool> IsContinuedByAsync(Checkpoint next, TileReader tree, CancellationToken cancellationToken) =>
        Last is not { } seen || seen.Origin != next.Origin
        || (seen.Size <= next.Size && seen.Root == await tree.RootAsync(seen.Size, cancellationToken));

    /// <summary>Keeps it. The file is whole whenever the machine stops.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Keep(SignedNote note)
    {
        if (last?.Text == note.Text)
        {
            return;
        }

        PrivateFiles.CreatePassableFolder(settings.DataDirectory);
        // Other processes of this machine may keep theirs in the same folder.
        var fresh = $"{path}.{Path.GetRandomFileName()}";
        using (var file = new FileStream(fresh, FileMode.CreateNew))
        {
            file.Write(Encoding.UTF8.GetBytes(note.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        (last, isRead) = (note, true);
    }
}
