using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Transparency;

/// <summary>What a note's signature is over.</summary>
public enum NoteSignatureType
{
    /// <summary>Ed25519 over the text of the note.</summary>
    Text = 1,

    /// <summary>Ed25519 over the text of a checkpoint and the time at which a witness saw it.</summary>
    Cosignature = 4,
}

/// <summary>The public key of whoever signs notes, with the name and the number by which a signature names it.</summary>
/// <remarks>c2sp.org/signed-note, c2sp.org/tlog-cosignature</remarks>
public sealed class NoteKey
{
    /// <summary>How long a name may be, in characters.</summary>
    public const int LongestName = 255;

    private const string CosignatureHeader = "cosignature/v1";
    private const int TimeBytes = sizeof(long);

    private readonly byte[] publicKey;

    /// <param name="name">Not empty, without spaces and <c>+</c>.</param>
    /// <param name="type">What its signatures are over.</param>
    /// <param name="publicKey">32 bytes of Ed25519.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public NoteKey(string name, NoteSignatureType type, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
        {
            throw new ArgumentException("The name of a key is not empty, and has no spaces and no plus sign.", nameof(name));
        }

        Name = name;
        Type = type;
        this.publicKey = publicKey.ToArray();
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));
    }

    public string Name { get; }

    public NoteSignatureType Type { get; }

    /// <summary>The first four bytes of a hash over name, type and key.</summary>
    public uint Id { get; }

    /// <summary>32 bytes of Ed25519.</summary>
    public ReadOnlySpan<byte> PublicKey => publicKey;

    /// <summary>Whether a key may be called this.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
            && !name.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '+');

    /// <summary>Reads <c>name+id+key</c>; null when it is no verifier key of Ed25519.</summary>
    public static NoteKey? Parse(string text)
    {
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0])
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[1 + Ed25519Key.PublicKeyBytes];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var written) || written != bytes.Length
            || !Enum.IsDefined((NoteSignatureType)bytes[0]))
        {
            return null;
        }

        var key = new NoteKey(parts[0], (NoteSignatureType)bytes[0], bytes[1..]);
        return key.Id == id && key.ToString() == text ? key : null;
    }

    /// <summary>Whether the signature says that it is by this key.</summary>
    public bool Made(NoteSignature signature) => signature.Name == Name && signature.KeyId == Id;

    /// <summary>Whether this key signed the text.</summary>
    public bool Verifies(string text, NoteSignature signature)
    {
        var bytes = signature.Bytes.Span;
        if (Type == NoteSignatureType.Text)
        {
            return Ed25519Key.Verify(publicKey, Encoding.UTF8.GetBytes(text), bytes);
        }

        return bytes.Length == TimeBytes + Ed25519Key.SignatureBytes
            && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and var time
            && Ed25519Key.Verify(publicKey, CosignedMessage(text, time), bytes[TimeBytes..]);
    }

    /// <summary>What a witness signs, at a time in seconds since 1970.</summary>
    public static byte[] CosignedMessage(string text, long time) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CosignatureHeader}\ntime {time}\n{text}"));

    /// <summary><c>name+id+key</c>, as others are given it.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. publicKey])}";
}
