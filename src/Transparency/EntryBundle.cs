using System.Buffers.Binary;

namespace StatusLevels.Transparency;

/// <summary>The data of leaves, one after the other, each with its length in front.</summary>
/// <remarks>c2sp.org/tlog-tiles, "Log entries"</remarks>
public static class EntryBundle
{
    /// <param name="entries">Each at most 65,535 bytes.</param>
    public static byte[] Of(IReadOnlyList<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(static entry => sizeof(ushort) + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)entry.Length));
            entry.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Reads a bundle; null when it is cut off.</summary>
    public static IReadOnlyList<byte[]>? Read(ReadOnlySpan<byte> bundle)
    {
        var entries = new List<byte[]>();
        while (bundle.Length > 0)
        {
            var end = sizeof(ushort) + (bundle.Length < sizeof(ushort) ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bundle));
            if (bundle.Length < end)
            {
                return null;
            }

            entries.Add(bundle[sizeof(ushort)..end].ToArray());
            bundle = bundle[end..];
        }

        return entries;
    }
}
