using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;

namespace StatusLevels.Transparency.Credentials;

/// <summary>The bits of a status list, one for each credential: the first is the highest bit of the first byte.</summary>
/// <remarks>W3C Bitstring Status List 1.0, with its multibase prefix of base64url around gzip.</remarks>
public sealed class Bitstring
{
    /// <summary>A list has no fewer entries, so that an index among them says little about whose it is.</summary>
    public const int FewestEntries = 131_072;

    /// <summary>A longer one is not read: what unpacks to more is no list of ours, and may be meant to fill the memory.</summary>
    public const int MostEntries = 64 * FewestEntries;

    private const int BitsOfByte = 8;
    private const char Base64UrlPrefix = 'u';
    private const int SizeBytes = sizeof(uint);

    private readonly byte[] bytes;

    /// <summary>As many bits as entries, none of them set.</summary>
    /// <param name="entries">A multiple of 8, from 131,072 on.</param>
    public Bitstring(int entries = FewestEntries)
        : this(new byte[Whole(entries) / BitsOfByte])
    {
    }

    /// <summary>The bits of these bytes, 16,384 of them or more.</summary>
    public Bitstring(ReadOnlySpan<byte> bits)
        : this(bits.ToArray()) => Whole(bits.Length * BitsOfByte);

    private Bitstring(byte[] bytes) => this.bytes = bytes;

    /// <summary>How many entries it has.</summary>
    public int Length => bytes.Length * BitsOfByte;

    /// <summary>The bit of an entry.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="IndexOutOfRangeException">It has no such entry.</exception>
    public bool this[int index]
    {
        get => (ByteOf(index) & Mask(index)) != 0;
        set => ByteOf(index) = (byte)(value ? ByteOf(index) | Mask(index) : ByteOf(index) & ~Mask(index));
    }

    /// <summary>Reads an <c>encodedList</c>; null when it is none, is cut off, or has too few entries or too many.</summary>
    public static Bitstring? Decode(string text)
    {
        if (text.Length > CompactJws.Longest || !text.StartsWith(Base64UrlPrefix) || Base64UrlText.ReadExactly(text[1..]) is not { } packed)
        {
            return null;
        }

        try
        {
            using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var read = new byte[(MostEntries / BitsOfByte) + 1];
            var length = unpacked.ReadAtLeast(read, read.Length, throwOnEndOfStream: false);
            return length is >= FewestEntries / BitsOfByte and <= MostEntries / BitsOfByte
                // The last field of gzip; the platform's reader does not miss it when it is cut off.
                && BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - SizeBytes)) == length
                    ? new(read[..length])
                    : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The <c>encodedList</c>.</summary>
    public string Encode()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return Base64UrlPrefix + Base64Url.EncodeToString(packed.ToArray());
    }

    private static int Mask(int index) => 0x80 >> (index % BitsOfByte);

    // Below 0 there is no byte either, although -1 / 8 is 0.
    private ref byte ByteOf(int index) => ref bytes[(uint)index / BitsOfByte];

    private static int Whole(int entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entries, FewestEntries);
        ArgumentOutOfRangeException.ThrowIfNotEqual(entries % BitsOfByte, 0, nameof(entries));
        return entries;
    }
}
