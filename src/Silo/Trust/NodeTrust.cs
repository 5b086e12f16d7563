using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Trust;

/// <summary>How a node shows that it is one of its cluster, and whom it takes for another.</summary>
/// <param name="Certificate">What it shows, with the private key.</param>
/// <param name="IsOurs">
/// Whether the other side, which has proved that it holds the private key of what it shows, is one of the cluster.
/// </param>
internal sealed record NodeTrust(X509Certificate2 Certificate, Func<X509Certificate2, X509Chain?, bool> IsOurs)
{
    private const string SecretName = "CLUSTER_SECRET";
    private const string SecretFileName = "CLUSTER_SECRET_FILE";
    private const string CertificateName = "CLUSTER_CERTIFICATE";
    private const string KeyName = "CLUSTER_CERTIFICATE_KEY";
    private const string AuthoritiesName = "CLUSTER_CA";

    /// <summary>What the operator gave all nodes: a secret, or certificates of an authority of the cluster's own.</summary>
    /// <exception cref="StartupException">There is neither, or it is no use; the sentence says so without the secret.</exception>
    public static NodeTrust From(IConfiguration configuration)
    {
        var secrets = Secrets(configuration);
        string?[] files = [configuration[CertificateName], configuration[KeyName], configuration[AuthoritiesName]];
        return (secrets, files.Count(file => file is { Length: > 0 })) switch
        {
            (null, 0) => throw new StartupException(
                $"A cluster needs {SecretName}, the same on every node, by which nodes know each other: at least {SecretStrength.LeastBytes} random bytes, "
                + $"such as \"openssl rand -hex 32\" prints. Or set {CertificateName}, {KeyName} and {AuthoritiesName}."),
            (not null, 0) => ClusterSecret.Trust(secrets, SecretName),
            (null, 3) => ClusterCertificate.Trust(files[0]!, files[1]!, files[2]!),
            (null, _) => throw new StartupException($"{CertificateName}, {KeyName} and {AuthoritiesName} go together: set all three, or none."),
            _ => throw new StartupException($"{SecretName} and {CertificateName} contradict each other: nodes know each other by the one or by the other."),
        };
    }

    private static string? Secrets(IConfiguration configuration) => (configuration[SecretName], configuration[SecretFileName]) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => throw new StartupException($"{SecretName} and {SecretFileName} are both set: set one of them."),
        ({ Length: > 0 } typed, _) => typed,
        (_, { Length: > 0 } path) => Read(path, SecretFileName),
        _ => null,
    };

    private static string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file that {setting} names cannot be read: {exception.Message}", exception);
        }
    }
}
