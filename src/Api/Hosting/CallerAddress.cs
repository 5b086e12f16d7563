using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Api.Hosting;

/// <summary>One spelling for the address of a caller, before anybody counts it or writes it down.</summary>
internal static class CallerAddress
{
    /// <summary>A socket for both families shows IPv4 as <c>::ffff:198.51.100.1</c>; a zone is this machine's affair.</summary>
    public static void UseOneSpelling(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Connection.RemoteIpAddress = Plain(context.Connection.RemoteIpAddress);
        return next(context);
    });

    public static IPAddress? Plain(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4()
        : address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes())
        : address;
}
