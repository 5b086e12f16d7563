using System.Text.Json;

namespace StatusLevels.Api.Checks.Preflight;

/// <summary>Whether those whose tokens are believed show the keys that they sign with.</summary>
internal static class IssuerCheck
{
    public static async Task<Finding> LookAsync(IReadOnlyList<TokenIssuer> issuers, CancellationToken cancellationToken)
    {
        if (issuers.Count == 0)
        {
            return Finding.Ok($"none is named");
        }

        using var http = Surroundings.Http();
        foreach (var issuer in issuers)
        {
            var host = Word.Host(new Uri(issuer.Authority));
            try
            {
                var address = issuer.KeysAddress ?? await DiscoverAsync(http, issuer, cancellationToken);
                if (address is null)
                {
                    return Finding.Fail($"{host} names another issuer, or no keys");
                }

                using var keys = await ReadAsync(http, address, cancellationToken);
                var count = keys.RootElement.TryGetProperty("keys", out var list) && list.ValueKind == JsonValueKind.Array
                    ? list.GetArrayLength()
                    : 0;
                if (count == 0 && issuer.SharedSecret is null)
                {
                    return Finding.Fail($"{host} shows no keys");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException or UriFormatException)
            {
                return Finding.Fail($"{host} cannot be asked for its keys ({Word.Kind(exception)})");
            }
        }

        return Finding.Ok($"{issuers.Count} show their keys");
    }

    private static async Task<Uri?> DiscoverAsync(HttpClient http, TokenIssuer issuer, CancellationToken cancellationToken)
    {
        using var document = await ReadAsync(http, new Uri($"{issuer.Authority}/.well-known/openid-configuration"), cancellationToken);
        var root = document.RootElement;
        return root.TryGetProperty("issuer", out var name) && issuer.IsNamed(name.GetString())
            && root.TryGetProperty("jwks_uri", out var keys) && keys.GetString() is { } address ? new Uri(address) : null;
    }

    private static async Task<JsonDocument> ReadAsync(HttpClient http, Uri address, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await http.GetByteArrayAsync(address, cancellationToken));
}
