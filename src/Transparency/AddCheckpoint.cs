using System.Globalization;
using System.Text;

namespace StatusLevels.Transparency;

/// <summary>What a witness is asked with, and what it answers.</summary>
/// <remarks>c2sp.org/tlog-witness</remarks>
public static class AddCheckpoint
{
    /// <summary>The question.</summary>
    /// <param name="oldSize">The tree that the witness signed last, as the log knows it; 0 for none.</param>
    /// <param name="proof">That the tree of the checkpoint goes on from that one.</param>
    /// <param name="checkpoint">The checkpoint, signed by the log.</param>
    public static string Question(long oldSize, IReadOnlyList<TreeHash> proof, SignedNote checkpoint)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {oldSize}\n");
        foreach (var hash in proof)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hash}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{checkpoint}").ToString();
    }

    /// <summary>The signature of this witness in its answer; null: it holds none that verifies.</summary>
    /// <param name="answer">Lines of signatures.</param>
    /// <param name="checkpoint">What was to be signed.</param>
    /// <param name="witness">Whose signature.</param>
    public static NoteSignature? Signature(string answer, SignedNote checkpoint, NoteKey witness) =>
        answer.Split('\n').Select(NoteSignature.Parse).FirstOrDefault(
            signature => signature is not null && witness.Made(signature) && witness.Verifies(checkpoint.Text, signature));

    /// <summary>The size that a witness names which signed another tree last than the log believes; null: it names none.</summary>
    /// <param name="answer">The body of its answer with status 409.</param>
    public static long? KnownSize(string answer) =>
        long.TryParse(answer.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
