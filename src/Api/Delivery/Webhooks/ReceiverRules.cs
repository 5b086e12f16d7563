using System.Net;
using System.Text;
using Microsoft.Security.AntiSSRF;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// Which addresses may be sent to. Whoever can have the product call an address of their choice must not reach with it what only the
/// product's own machines can: so only public addresses count, over https.
/// </summary>
/// <remarks>
/// The ranges are those of Microsoft.Security.AntiSSRF. Its handler finds and judges addresses by itself, for all endpoints alike; here it
/// depends on whose the endpoint is.
/// </remarks>
internal sealed class ReceiverRules(ApiSettings settings)
{
    private const int Https = 443;
    private const int FirstOpenPort = 1024;
    private const int LongestHost = 253;

    // IPv4 in IPv6 in its older spellings, some of which that list leaves out, and nothing public.
    private const string Embedded = "::/8";

    private static readonly IPNetwork[] Denied = [.. IPAddressRanges.recommendedLatest.Append(Embedded).Select(IPNetwork.Parse)];

    /// <summary>What is wrong with the address as it is written; null: nothing.</summary>
    public string? Objection(string text)
    {
        if (text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter == '\\')
            || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")
            || url.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
            || url.IdnHost.Length > LongestHost)
        {
            return "must be an address such as https://hooks.example.org/levels";
        }

        // Letters that only look like a digit or a dot become one on some machines and not on others.
        if (!Ascii.IsValid(HostOf(text)))
        {
            return "must have a host of ASCII letters; names in other letters are written as xn--…";
        }

        // Whether an http or a low port leads to this machine is known once the host was found.
        return url.UserInfo.Length > 0 ? "must not hold a user or a password"
            : text.Contains('#', StringComparison.Ordinal) ? "must not hold a fragment"
            : !settings.IsDevelopment && url.Scheme != Uri.UriSchemeHttps ? "must be an https address"
            : !settings.IsDevelopment && !IsOpen(url.Port) ? "must have the port 443, or one from 1024 on"
            : null;
    }

    /// <summary>Whether all that was found for the host may be connected to.</summary>
    /// <param name="url">What is to be called.</param>
    /// <param name="addresses">Those of its host.</param>
    /// <param name="isOfPlatform">The endpoint is the platform's: it may be in the operator's own networks.</param>
    public bool Allow(Uri url, IReadOnlyCollection<IPAddress> addresses, bool isOfPlatform) =>
        addresses.Count > 0 && addresses.All(address => Allows(url, Plain(address), isOfPlatform));

    private bool Allows(Uri url, IPAddress address, bool isOfPlatform)
    {
        if (settings.IsDevelopment && IPAddress.IsLoopback(address))
        {
            return true;
        }

        return url.Scheme == Uri.UriSchemeHttps && IsOpen(url.Port)
            && (!Denied.Any(network => network.Contains(address))
                || (isOfPlatform && settings.WebhookNetworks.Any(network => network.Contains(address))));
    }

    private static ReadOnlySpan<char> HostOf(string text)
    {
        var rest = text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1).TrimStart('/');
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? rest : rest[..end];
    }

    private static bool IsOpen(int port) => port is Https or >= FirstOpenPort;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
