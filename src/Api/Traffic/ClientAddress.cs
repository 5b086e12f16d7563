using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Api.Traffic;

/// <summary>Under which name the requests from an address are counted.</summary>
internal static class ClientAddress
{
    /// <summary>Whoever has one IPv6 address has the 2^64 of its network; IPv4 counts alike in either spelling.</summary>
    public static string Key(IPAddress? address) =>
        address switch
        {
            null => string.Empty,
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };
}
