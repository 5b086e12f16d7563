using System.Buffers.Binary;
using System.Net;

namespace StatusLevels.Api.Limits;

/// <summary>Under which name the requests from an address are counted.</summary>
internal static class ClientAddress
{
    /// <summary>Whoever has one IPv6 address has the 2^64 of its network; IPv4 counts alike in either spelling.</summary>
    public static UInt128 Key(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address is null || !address.TryWriteBytes(bytes, out var written))
        {
            return default;
        }

        if (written == 4 || address.IsIPv4MappedToIPv6)
        {
            // Nobody's network of IPv6 begins with these bits.
            return new UInt128(ulong.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(bytes[(written - 4)..written]));
        }

        return new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }

    /// <summary>The network that somebody may have many addresses of: 2^8 of IPv4 (/24), 2^80 of IPv6 (/48).</summary>
    public static string Network(IPAddress? address)
    {
        var bytes = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.GetAddressBytes() ?? [];
        return Convert.ToHexStringLower(bytes.AsSpan(0, bytes.Length switch { 4 => 3, 16 => 6, _ => 0 }));
    }
}
