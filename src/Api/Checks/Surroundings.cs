using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Checks;

/// <summary>What checks ask of the machine that they run on.</summary>
internal sealed record Surroundings(TimeProvider Clock, Func<string, long> FreeBytes, ITextRecords Names)
{
    /// <summary>This machine.</summary>
    public static Surroundings Here { get; } = new(TimeProvider.System, Free, new SystemTextRecords());

    /// <summary>Carries nothing from one question to the next, and follows nobody elsewhere.</summary>
    public static HttpClient Http(bool useProxy = true) =>
        new(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                UseProxy = useProxy
            })
        { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What a server shows at this address, and what is wrong with it.</summary>
    public static async Task<(DateTimeOffset? Ends, SslPolicyErrors Faults)> CertificateAsync(
        Uri address, CancellationToken cancellationToken)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
        DateTimeOffset? ends = null;
        var faults = SslPolicyErrors.None;
        await using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.IdnHost,
            RemoteCertificateValidationCallback = (_, certificate, _, found) =>
            {
                (ends, faults) = ((certificate as X509Certificate2)?.NotAfter, found);
                return found == SslPolicyErrors.None;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (AuthenticationException) when (faults != SslPolicyErrors.None)
        {
            // What is wrong with it is the finding.
        }

        return (ends, faults);
    }

    private static long Free(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
