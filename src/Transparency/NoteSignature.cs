using System.Buffers.Binary;

namespace StatusLevels.Transparency;

/// <summary>A line below a note: who signed, and the signature.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">Its number.</param>
/// <param name="Bytes">The signature: 64 bytes of Ed25519, with 8 of the time before them in a cosignature.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes)
{
    private const string Mark = "\u2014 ";

    /// <summary>Reads a line without its end, in the one spelling that it has; null when it is none.</summary>
    public static NoteSignature? Parse(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal) || line[Mark.Length..].Split(' ') is not [var name, var base64]
            || !NoteKey.IsName(name))
        {
            return null;
        }

        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var written) || written <= sizeof(uint))
        {
            return null;
        }

        var signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint)..written));
        return signature.ToString() == line ? signature : null;
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
        return $"{Mark}{Name} {Convert.ToBase64String(bytes)}";
    }
}
