using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StatusLevels.Testing;

namespace StatusLevels.Cluster.Tests;

/// <summary>An authority of a cluster's own, and certificates of it in PEM files.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly X509Certificate2 authority;

    public ClusterCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of the cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var made = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        authority = X509Certificate2.CreateFromPem(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The settings of a node with a certificate of this authority.</summary>
    public (string Name, string Value)[] For(string node)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={node}", key, HashAlgorithmName.SHA256);
        using var made = request.Create(authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(16));
        return
        [
            ("CLUSTER_SECRET", ""),
            ("CLUSTER_CERTIFICATE", Write($"{node}.crt", made.ExportCertificatePem())),
            ("CLUSTER_CERTIFICATE_KEY", Write($"{node}.key", key.ExportPkcs8PrivateKeyPem())),
            ("CLUSTER_CA", Write("ca.crt", authority.ExportCertificatePem())),
        ];
    }

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
