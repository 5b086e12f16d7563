using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace StatusLevels.Silo.Trust;

/// <summary>TLS between the nodes, in which both sides show who they are before anything is said.</summary>
internal static class NodeTls
{
    private const string Anybody = "node.statuslevels.invalid";

    /// <summary>How long the other side may take: less than it takes to give a node up.</summary>
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);

    public static ISiloBuilder UseNodeTls(this ISiloBuilder silo, NodeTrust trust)
    {
        silo.Services.AddSingleton<RefusedPeers>();
        // In front of TLS.
        silo.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(Watch);
            options.ConfigureGatewayInboundConnection(Watch);
        });
        return silo.UseTls(options => Configure(options, trust));
    }

    public static IClientBuilder UseNodeTls(this IClientBuilder client, NodeTrust trust) =>
        client.UseTls(options => Configure(options, trust));

    private static void Watch(IConnectionBuilder connections) =>
        connections.Use(connections.ApplicationServices.GetRequiredService<RefusedPeers>().WatchAsync);

    private static void Configure(TlsOptions options, NodeTrust trust)
    {
        options.LocalCertificate = trust.Certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (peer, chain, _) => trust.IsOurs(peer, chain);
        options.SslProtocols = SslProtocols.Tls13;
        options.HandshakeTimeout = Handshake;

        // Who it is, not how it is called: any node may have any address. And nothing is fetched on the word of a peer that nobody knows
        // yet.
        options.OnAuthenticateAsClient = (_, client) =>
        {
            client.TargetHost = Anybody;
            ((SslClientAuthenticationOptions)client.SslClientAuthenticationOptions).CertificateChainPolicy = Offline();
        };
        options.OnAuthenticateAsServer = (_, server) =>
            ((SslServerAuthenticationOptions)server.SslServerAuthenticationOptions).CertificateChainPolicy = Offline();
    }

    private static X509ChainPolicy Offline() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
}
