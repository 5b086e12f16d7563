using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>Whom a token speaks of.</summary>
/// <param name="Id">Its subject.</param>
/// <param name="PlatformRole">By the word of the issuer, where that is asked.</param>
/// <param name="Address">Where the person is written to; null when the issuer vouches for no address.</param>
internal sealed record TokenUser(string Id, PlatformRole? PlatformRole, VerifiedAddress? Address = null);

/// <summary>Judges the tokens (JWT) of the configured issuers.</summary>
internal sealed partial class BearerTokens : IDisposable
{
    private const long LargestDocument = 1024 * 1024;

    /// <summary>How far the issuer's clock may be from this one.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    // Of keys that issuers publish, asymmetric ones only: whoever can check a signature must not be able to make one.
    public static readonly IReadOnlyList<string> Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    // Never with a key that an issuer publishes, which anybody could sign with then.
    private static readonly IReadOnlyList<string> SharedAlgorithms = [SecurityAlgorithms.HmacSha256];

    private readonly JsonWebTokenHandler handler = new();
    private readonly HttpClient http = new() { MaxResponseContentBufferSize = LargestDocument };
    private readonly (TokenIssuer Issuer, IssuerKeys Keys)[] issuers;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public BearerTokens(ApiSettings settings, TimeProvider time, ILogger<BearerTokens> logger)
    {
        this.time = time;
        this.logger = logger;
        issuers = [.. settings.TokenIssuers.Select(issuer => (issuer, new IssuerKeys(issuer, http, time, settings.IsDevelopment, logger)))];
    }

    /// <summary>Whom the token speaks of; null when it is not to be believed.</summary>
    /// <exception cref="ProblemException">Its issuer has not been reached yet, so nobody knows.</exception>
    public async Task<TokenUser?> ReadAsync(string text, BearerOrigin origin, CancellationToken cancellationToken)
    {
        if (Parse(text) is not { } token)
        {
            return null;
        }

        var (issuer, keys) = issuers.FirstOrDefault(known => known.Issuer.IsNamed(token.Issuer));
        if (issuer is null)
        {
            LogRefused("unknown issuer");
            return null;
        }

        if (issuer.SharedSecret is { } secret && SharedAlgorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return await JudgeAsync(token, issuer, [new SymmetricSecurityKey(secret)], SharedAlgorithms);
        }

        var found = await keys.FindAsync(token.Kid, origin, cancellationToken)
            ?? throw new ProblemException(Problem.IssuerUnavailable);
        if (keys.AreNone)
        {
            LogRefused("its issuer publishes no keys");
            throw new ProblemException(Problem.IssuerWithoutKeys);
        }

        return await JudgeAsync(token, issuer, found, Algorithms);
    }

    private async Task<TokenUser?> JudgeAsync(
        JsonWebToken token, TokenIssuer issuer, IReadOnlyList<SecurityKey> keys, IReadOnlyList<string> algorithms)
    {
        var result = await handler.ValidateTokenAsync(token, Demands(issuer, keys, algorithms));
        if (!result.IsValid)
        {
            LogRefused(result.Exception.GetType().Name);
            return null;
        }

        return User(token, issuer);
    }

    /// <summary>Looks for the keys of every issuer before anybody calls: an operator is told at start what is wrong with them.</summary>
    public async Task LookForKeysAsync(CancellationToken cancellationToken)
    {
        // One that has a shared secret may publish no key, and is asked for some when a token needs one.
        foreach (var (_, keys) in issuers.Where(known => known.Issuer.SharedSecret is null))
        {
            await keys.FindAsync(id: null, BearerOrigin.Own, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var (_, keys) in issuers)
        {
            keys.Dispose();
        }

        http.Dispose();
    }

    private JsonWebToken? Parse(string text)
    {
        try
        {
            // Of three parts, as signed ones are: encrypted ones are never accepted. What a header calls critical has to be understood,
            // and nothing is.
            return text.Count(character => character == '.') == 2
                && handler.CanReadToken(text) && handler.ReadJsonWebToken(text) is var token
                && !token.TryGetHeaderValue<object>("crit", out _)
                ? token
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or SecurityTokenException)
        {
            LogRefused(exception.GetType().Name);
            return null;
        }
    }

    private TokenValidationParameters Demands(
        TokenIssuer issuer, IReadOnlyList<SecurityKey> keys, IReadOnlyList<string> algorithms) => new()
        {
            ValidIssuers = [issuer.Authority, $"{issuer.Authority}/"],
            ValidAudience = issuer.Audience,
            ValidAlgorithms = algorithms,
            IssuerSigningKeys = keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        };

    // The library's own check knows only the system's clock.
    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires > now - ClockSkew && (notBefore is null || notBefore <= now + ClockSkew);
    }

    private TokenUser? User(JsonWebToken token, TokenIssuer issuer)
    {
        using var header = Document(token.EncodedHeader);
        using var claims = Document(token.EncodedPayload);
        if (header is null || claims is null)
        {
            LogRefused("a member stands in it twice, or it is written in another way than tokens are");
            return null;
        }

        if (!claims.RootElement.TryGetProperty(JwtRegisteredClaimNames.Sub, out var subject)
            || subject.ValueKind != JsonValueKind.String
            || subject.GetString() is not { } id
            || TextRules.Length(id) is < 1 or > TextLengths.OutsideId
            || !TextRules.IsStorable(id))
        {
            LogRefused("no usable subject");
            return null;
        }

        if (!TokenKind.IsForCalling(header.RootElement, claims.RootElement))
        {
            LogRefused("not of the kind that one calls with");
            return null;
        }

        return new(id, issuer.RoleIn(claims.RootElement), VerifiedAddress.Of(claims.RootElement));
    }

    // A member that stands in it twice may be another one for whoever else reads it.
    private static JsonDocument? Document(string part)
    {
        try
        {
            return Base64UrlText.Read(part) is { } json ? JsonDocument.Parse(json, new() { AllowDuplicateProperties = false }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(10, LogLevel.Debug, "A bearer token was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
