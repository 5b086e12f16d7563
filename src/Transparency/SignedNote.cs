using System.Text;

namespace StatusLevels.Transparency;

/// <summary>A text with the signatures below it.</summary>
/// <param name="Text">It ends in a newline; nothing in it counts before a signature was verified.</param>
/// <param name="Signatures">At least one, in their order.</param>
/// <remarks>c2sp.org/signed-note</remarks>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>A longer one is not read, in characters.</summary>
    public const int Longest = 64 * 1024;

    private const int MostSignatures = 64;
    private const string Divider = "\n\n";

    /// <summary>Signs a text.</summary>
    /// <param name="text">It ends in a newline.</param>
    /// <param name="name">The name of the key.</param>
    /// <param name="key">The key.</param>
    public static SignedNote Sign(string text, string name, Ed25519Key key)
    {
        var id = new NoteKey(name, NoteSignatureType.Text, key.PublicKey).Id;
        return new(text, [new(name, id, key.Sign(Encoding.UTF8.GetBytes(text)))]);
    }

    /// <summary>Reads a note; null when it is none.</summary>
    public static SignedNote? Parse(string note)
    {
        var divider = note.LastIndexOf(Divider, StringComparison.Ordinal);
        if (note.Length > Longest || divider < 0 || !note.EndsWith('\n') || divider + Divider.Length == note.Length
            || note.Any(static letter => letter < ' ' && letter != '\n') || note.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return null;
        }

        var lines = note[(divider + Divider.Length)..^1].Split('\n');
        var signatures = new List<NoteSignature>();
        foreach (var line in lines)
        {
            if (NoteSignature.Parse(line) is not { } signature || signatures.Count == MostSignatures)
            {
                return null;
            }

            signatures.Add(signature);
        }

        return new(note[..(divider + 1)], signatures);
    }

    /// <summary>Whether the key signed this. A signature that is said to be by it and is not spoils the note.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var made = Signatures.Where(key.Made).ToList();
        return made.Count > 0 && made.TrueForAll(signature => key.Verifies(Text, signature));
    }

    /// <summary>The same note with more signatures below it.</summary>
    public SignedNote With(IEnumerable<NoteSignature> more) => this with { Signatures = [.. Signatures, .. more] };

    /// <summary>The note as it is sent.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(static signature => $"{signature}\n"))}";
}
