using System.Net;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>Finds the addresses of a host.</summary>
internal interface IHostAddresses
{
    /// <summary>All of them, at least one.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is none, or nobody can be asked.</exception>
    Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken);
}

/// <summary>As the machine does.</summary>
internal sealed class SystemHostAddresses : IHostAddresses
{
    public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
        // What is an address already is not asked for: 0.0.0.0 would be an error, and is judged like all others.
        IPAddress.TryParse(host, out var address)
            ? Task.FromResult<IPAddress[]>([address])
            : Dns.GetHostAddressesAsync(host, cancellationToken);
}
