using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StatusLevels.Silo.Trust;

/// <summary>
/// Certificates by file, of an authority that makes them for the nodes of this cluster and for nobody else: each is as good as a node.
/// </summary>
internal static class ClusterCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>PEM files: the certificate of this node, its private key, and the authorities whose certificates are good.</summary>
    /// <exception cref="StartupException">One of them cannot be used; the sentence says which.</exception>
    public static NodeTrust Trust(string certificateFile, string keyFile, string authoritiesFile)
    {
        var authorities = new X509Certificate2Collection();
        var certificate = Read(() =>
        {
            authorities.ImportFromPemFile(authoritiesFile);
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        });

        if (authorities.Count == 0 || !IsOurs(authorities, certificate, chain: null))
        {
            throw new StartupException("The certificate that CLUSTER_CERTIFICATE names is none of CLUSTER_CA's, or is out of date: no other node would know this one.");
        }

        if (!MayBe(certificate, ServerAuthentication) || !MayBe(certificate, ClientAuthentication))
        {
            throw new StartupException("The certificate that CLUSTER_CERTIFICATE names must be good for servers and for clients (serverAuth, clientAuth): nodes call each other.");
        }

        return new(certificate, (peer, chain) => IsOurs(authorities, peer, chain));
    }

    // Nothing is fetched for a peer that nobody knows yet: neither certificates that it says to lie somewhere, nor lists of what was
    // revoked.
    private static bool IsOurs(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? chain)
    {
        using var judge = new X509Chain();
        judge.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        judge.ChainPolicy.CustomTrustStore.AddRange(authorities);
        judge.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        judge.ChainPolicy.DisableCertificateDownloads = true;
        if (chain is not null)
        {
            judge.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        return judge.Build(certificate);
    }

    /// <summary>Without a list of what it is good for it is good for everything.</summary>
    private static bool MayBe(X509Certificate2 certificate, string usage) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(extension => extension.EnhancedKeyUsages[usage] is not null);

    private static X509Certificate2 Read(Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"The files of CLUSTER_CERTIFICATE, CLUSTER_CERTIFICATE_KEY and CLUSTER_CA must be readable and PEM: {exception.Message}", exception);
        }
    }
}
