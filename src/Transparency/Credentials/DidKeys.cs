using System.Text.Json;

namespace StatusLevels.Transparency.Credentials;

/// <summary>The keys that an issuer lists in its did document.</summary>
/// <param name="Issuer">The issuer, such as <c>did:web:levels.example.org</c>.</param>
/// <param name="Keys">By name. One that was withdrawn is among them, and verifies nothing.</param>
public sealed record DidKeys(string Issuer, IReadOnlyDictionary<string, DidKey> Keys)
{
    private const string Method = "did:web:";

    /// <summary>Where an issuer is found, such as <c>levels.example.org</c> or <c>[::1]:8080</c>; null when it is no host.</summary>
    public static string? HostOf(string issuer)
    {
        var host = issuer.StartsWith(Method, StringComparison.Ordinal) ? issuer[Method.Length..] : "";
        var name = Uri.UnescapeDataString(host);
        return host.Length > 0 && !host.Contains(':', StringComparison.Ordinal)
            && Uri.TryCreate($"https://{name}/", UriKind.Absolute, out var address)
            && address is { AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" }
            && string.Equals(address.Authority, name, StringComparison.Ordinal)
                ? name
                : null;
    }

    /// <summary>Reads a did document; null when it is none of an issuer with a host.</summary>
    public static DidKeys? Read(JsonElement document)
    {
        if (document.Text("id") is not { } issuer || HostOf(issuer) is null)
        {
            return null;
        }

        var keys = new Dictionary<string, DidKey>(StringComparer.Ordinal);
        foreach (var method in document.Items("verificationMethod"))
        {
            if (method.Text("id") is { } name && name.StartsWith($"{issuer}#", StringComparison.Ordinal)
                && method.Text("controller") == issuer && KeyOf(method) is { } key)
            {
                var expires = method.Instant("expires");
                // Withdrawn is what says so, whatever it says, what may not speak for the issuer, and what ends nobody can tell when.
                keys[name] = new(
                    key,
                    IsWithdrawn: !document.Has("assertionMethod", name) || method.Member("revoked") is not null
                        || (expires is null && method.Member("expires") is not null),
                    expires);
            }
        }

        return new(issuer, keys);
    }

    // The form in which JWTs name keys; the other one, of the same keys, is for proofs inside of credentials.
    private static byte[]? KeyOf(JsonElement method) =>
        method.Member("publicKeyJwk") is { } key && key.Text("kty") == "OKP" && key.Text("crv") == "Ed25519"
            ? Base64UrlText.Read(key.Text("x") ?? "", Ed25519Key.PublicKeyBytes)
            : null;
}
