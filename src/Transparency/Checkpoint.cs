using System.Globalization;

namespace StatusLevels.Transparency;

/// <summary>How large the tree of a log was, and its root: all that it held until then is fixed by these two.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many leaves, from 0.</param>
/// <param name="Root">The root of the tree.</param>
/// <remarks>c2sp.org/tlog-checkpoint</remarks>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    private const int Lines = 3;

    /// <summary>Reads the text of a note; null when it is no checkpoint. Lines after the third are allowed, and say nothing here.</summary>
    public static Checkpoint? Parse(string text)
    {
        var lines = text.Split('\n');
        return text.EndsWith('\n') && lines.Length > Lines && lines[..^1].All(static line => line.Length > 0)
            && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size.ToString(CultureInfo.InvariantCulture) == lines[1]
            && TreeHash.TryParse(lines[2], out var root)
                ? new(lines[0], size, root)
                : null;
    }

    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");
}
