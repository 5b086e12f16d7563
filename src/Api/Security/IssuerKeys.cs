using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace StatusLevels.Api.Security;

/// <summary>
/// The keys of an issuer. Fetched when they are first needed, again when a token names an unknown one (at most once a minute), and now and
/// then, so that a withdrawn key ends. While the issuer is away the known ones go on.
/// </summary>
internal sealed partial class IssuerKeys(TokenIssuer issuer, HttpClient http, TimeProvider time, bool mayUseHttp, ILogger logger) : IDisposable
{
    /// <summary>Between two fetches, so that made-up key ids are no way to make this product call.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The same while no key is known at all.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>After this time keys are fetched anew, known or not.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const int MinRsaBits = 2048;
    private const int MostKeys = 100;

    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile Known? known;
    private long? lastTry;

    /// <summary>The keys with this id, or all of them for a token that names none; null when the issuer was never reached.</summary>
    public async ValueTask<IReadOnlyList<SecurityKey>?> FindAsync(string? id, CancellationToken cancellationToken)
    {
        var found = Find(id);
        if (found is { Count: > 0 } && time.GetElapsedTime(known!.Fetched) < Lifetime)
        {
            return found;
        }

        // Whoever has a key need not wait for somebody else's fetch.
        if (await turn.WaitAsync(found is { Count: > 0 } ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken))
        {
            try
            {
                if (Find(id) is not { Count: > 0 } || time.GetElapsedTime(known!.Fetched) >= Lifetime)
                {
                    await RefreshAsync();
                }
            }
            finally
            {
                turn.Release();
            }
        }

        return Find(id);
    }

    public void Dispose() => turn.Dispose();

    private List<SecurityKey>? Find(string? id) =>
        known?.Keys.Where(key => string.IsNullOrEmpty(id) || key.KeyId == id).ToList<SecurityKey>();

    private async Task RefreshAsync()
    {
        if (lastTry is { } before && time.GetElapsedTime(before) < (known is null ? FirstPause : Pause))
        {
            return;
        }

        lastTry = time.GetTimestamp();
        try
        {
            // Not the caller's token: a caller who hangs up must not cost the others the try of this minute.
            using var bound = new CancellationTokenSource(FetchTime);
            var keys = await FetchAsync(bound.Token);
            known = new Known(keys, lastTry.Value);
            LogFetched(issuer.Authority, keys.Count);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or ArgumentException or InvalidDataException)
        {
            LogFailed(issuer.Authority, exception.Message);
        }
    }

    private async Task<List<JsonWebKey>> FetchAsync(CancellationToken cancellationToken)
    {
        var address = issuer.KeysAddress ?? await DiscoverAsync(cancellationToken);
        var keys = JsonWebKeySet.Create(await http.GetStringAsync(address, cancellationToken)).Keys.Where(IsUsable).Take(MostKeys).ToList();
        return keys.Count > 0 ? keys : throw new InvalidDataException($"{address} lists no key that signatures can be checked with.");
    }

    private async Task<Uri> DiscoverAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{issuer.Authority}/.well-known/openid-configuration"), cancellationToken));
        if (!issuer.IsNamed(Text(document, "issuer")))
        {
            throw new InvalidDataException("The discovery document is another issuer's.");
        }

        return Uri.TryCreate(Text(document, "jwks_uri"), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (mayUseHttp || address.IsLoopback)))
            ? address
            : throw new InvalidDataException("The discovery document names no https address of keys.");
    }

    private static string? Text(JsonDocument document, string member) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // A symmetric key in a public document is anybody's key.
    private static bool IsUsable(JsonWebKey key) =>
        key.Use is null or "" or JsonWebKeyUseNames.Sig
        && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= MinRsaBits));

    private sealed record Known(IReadOnlyList<JsonWebKey> Keys, long Fetched);

    [LoggerMessage(1, LogLevel.Information, "Fetched {Count} keys of {Issuer}")]
    private partial void LogFetched(string issuer, int count);

    [LoggerMessage(2, LogLevel.Warning, "The keys of {Issuer} could not be fetched; those that are known go on. {Reason}")]
    private partial void LogFailed(string issuer, string reason);
}
