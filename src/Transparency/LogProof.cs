using System.Globalization;
using System.Text;

namespace StatusLevels.Transparency;

/// <summary>A proof that some data is a leaf of a log, which is verified without asking the log.</summary>
/// <param name="Extra">What a verifier needs to make the leaf: the salt of the entry. Null: none.</param>
/// <param name="Index">Which leaf, from 0.</param>
/// <param name="Hashes">From the sibling of the leaf upwards.</param>
/// <param name="Note">The signed checkpoint, with cosignatures where there are some.</param>
/// <remarks>c2sp.org/tlog-proof</remarks>
public sealed record LogProof(ReadOnlyMemory<byte>? Extra, long Index, IReadOnlyList<TreeHash> Hashes, SignedNote Note)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraMark = "extra ";
    private const string IndexMark = "index ";
    private const string Divider = "\n\n";

    /// <summary>Reads a proof; null when it is none.</summary>
    public static LogProof? Parse(string text)
    {
        var divider = text.IndexOf(Divider, StringComparison.Ordinal);
        if (divider < 0 || text.Length > SignedNote.Longest || SignedNote.Parse(text[(divider + Divider.Length)..]) is not { } note)
        {
            return null;
        }

        var lines = new Queue<string>(text[..divider].Split('\n'));
        if (lines.Dequeue() != Header || !TryExtra(lines, out var extra)
            || !lines.TryDequeue(out var line) || !line.StartsWith(IndexMark, StringComparison.Ordinal)
            || !long.TryParse(line.AsSpan(IndexMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || line[IndexMark.Length..] != index.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        var hashes = new List<TreeHash>();
        foreach (var hash in lines)
        {
            if (hashes.Count == MerkleProof.MostHashes || !TreeHash.TryParse(hash, out var read))
            {
                return null;
            }

            hashes.Add(read);
        }

        return new(extra, index, hashes, note);
    }

    /// <summary>Whether the data is the leaf that this speaks of, in a tree that the key signed for the log of its name.</summary>
    /// <param name="data">The data of the leaf.</param>
    /// <param name="key">The key of the log.</param>
    public bool Proves(ReadOnlySpan<byte> data, NoteKey key) =>
        Note.IsSignedBy(key)
        && Checkpoint.Parse(Note.Text) is { } checkpoint
        && checkpoint.Origin == key.Name
        && MerkleProof.Includes(TreeHash.OfLeaf(data), Index, checkpoint.Size, checkpoint.Root, Hashes);

    /// <summary>The proof as it is kept in a file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { } extra)
        {
            text.Append(ExtraMark).Append(Convert.ToBase64String(extra.Span)).Append('\n');
        }

        text.Append(IndexMark).Append(CultureInfo.InvariantCulture, $"{Index}").Append('\n');
        foreach (var hash in Hashes)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }

    private static bool TryExtra(Queue<string> lines, out ReadOnlyMemory<byte>? extra)
    {
        extra = null;
        if (!lines.TryPeek(out var line) || !line.StartsWith(ExtraMark, StringComparison.Ordinal))
        {
            return true;
        }

        lines.Dequeue();
        var bytes = new byte[line.Length];
        if (!Convert.TryFromBase64Chars(line.AsSpan(ExtraMark.Length), bytes, out var written))
        {
            return false;
        }

        extra = bytes.AsMemory(0, written);
        return true;
    }
}
