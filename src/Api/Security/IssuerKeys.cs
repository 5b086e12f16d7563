using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Security;

/// <summary>
/// The keys of an issuer. Fetched when they are first needed, again when a token names an unknown one (at most once a minute), and now and
/// then, so that a withdrawn key ends. While the issuer is away the known ones go on.
/// </summary>
internal sealed partial class IssuerKeys(
    TokenIssuer issuer, HttpClient http, TimeProvider time, bool mayUseHttp, ILogger logger) : IDisposable
{
    /// <summary>Between two fetches, so that made-up key ids are no way to make this product call.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The same while no key is known at all: a project that has just got its first one is soon served.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>After this time keys are fetched anew, known or not.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Callers who wait for a fetch at the same time: anybody can name a key.</summary>
    public const int MostWaiting = 32;

    /// <summary>Of them, those of one address.</summary>
    public const int MostOfOneAddress = 4;

    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SharedGate<UInt128> places = new(MostWaiting, MostOfOneAddress);
    private volatile Known? known;
    private long? lastTry;

    /// <summary>How many wait for a fetch now.</summary>
    public int Waiting => places.Taken;

    /// <summary>The issuer was reached, and has no key that signatures can be checked with.</summary>
    public bool AreNone => known is { Keys.Count: 0 };

    /// <summary>
    /// The keys with this id and those without any (RFC 7517 leaves it to the issuer), or all of them for a token that names none; null
    /// when the issuer was never reached.
    /// </summary>
    /// <param name="id">What the token names.</param>
    /// <param name="bearer">Who asks, and whether they may wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>?> FindAsync(string? id, BearerOrigin bearer, CancellationToken cancellationToken)
    {
        var found = Find(id);
        if (IsKnown(id))
        {
            return found;
        }

        // Whoever has a key need not wait for somebody else's fetch; of the others a few may, for a moment.
        using var place = found is not { Count: > 0 } && bearer.MayWait ? places.Enter(ClientAddress.Key(bearer.Address)) : null;
        return await FetchedAsync(id, place is null ? TimeSpan.Zero : FetchTime, cancellationToken);
    }

    private async Task<IReadOnlyList<SecurityKey>?> FetchedAsync(string? id, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (await turn.WaitAsync(wait, cancellationToken))
        {
            try
            {
                if (!IsKnown(id))
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
        known?.Keys.Where(key => string.IsNullOrEmpty(id) || string.IsNullOrEmpty(key.KeyId) || key.KeyId == id).ToList<SecurityKey>();

    // A key without a name may be the one that is meant, or an older one.
    private bool IsKnown(string? id) =>
        known is { } now && time.GetElapsedTime(now.Fetched) < Lifetime && now.Keys.Any(key => string.IsNullOrEmpty(id) || key.KeyId == id);

    private async Task RefreshAsync()
    {
        if (lastTry is { } before && time.GetElapsedTime(before) < (known is null or { Keys.Count: 0 } ? FirstPause : Pause))
        {
            return;
        }

        lastTry = time.GetTimestamp();
        try
        {
            // Not the caller's token: a caller who hangs up must not cost the others the try of this minute.
            using var bound = new CancellationTokenSource(FetchTime);
            var set = KeySet.Parse(await FetchAsync(issuer.KeysAddress ?? await DiscoverAsync(bound.Token), bound.Token));
            var earlier = known;
            known = new Known(set.Keys, lastTry.Value);
            if (set.Keys.Count > 0)
            {
                LogFetched(issuer.Authority, set.Keys.Count, set.Others);
            }
            else if (earlier is null or { Keys.Count: > 0 })
            {
                LogNone(issuer.Authority, set.Others);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException
            or ArgumentException or InvalidDataException or InvalidOperationException)
        {
            // Counted from here: whoever waited for a fetch that hung must not begin the next one at once.
            lastTry = time.GetTimestamp();
            LogFailed(issuer.Authority, exception.Message);
        }
    }

    // JSON is UTF-8, whatever the answer's content type says of it.
    private async Task<ReadOnlyMemory<byte>> FetchAsync(Uri address, CancellationToken cancellationToken) =>
        await http.GetByteArrayAsync(address, cancellationToken);

    private async Task<Uri> DiscoverAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(
            ByteOrderMark.Skip(await FetchAsync(new Uri($"{issuer.Authority}/.well-known/openid-configuration"), cancellationToken)));
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

    private sealed record Known(IReadOnlyList<JsonWebKey> Keys, long Fetched);

    [LoggerMessage(1, LogLevel.Information, "Fetched {Count} keys of {Issuer}; {Others} others cannot be used")]
    private partial void LogFetched(string issuer, int count, int others);

    [LoggerMessage(3, LogLevel.Warning,
        "{Issuer} publishes no key that signatures can be checked with ({Others} that cannot be used): its tokens are refused. Those that are signed "
        + "with a shared secret (HS256) are never believed; have the issuer sign with RS, PS or ES")]
    private partial void LogNone(string issuer, int others);

    [LoggerMessage(2, LogLevel.Warning, "The keys of {Issuer} could not be fetched; those that are known go on. {Reason}")]
    private partial void LogFailed(string issuer, string reason);
}
