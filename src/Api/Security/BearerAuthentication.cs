using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Security;

/// <summary>
/// What stands in <c>Authorization: Bearer</c> → caller: a service key, the Supabase project's service role key, or a token.
/// </summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    BearerCredentials credentials,
    FailedCredentials failed)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "bearer";

    private const string Word = "Bearer ";

    /// <summary>The bearer that is presented; null when there is none, or no single one.</summary>
    public static string? Presented(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            ? header[Word.Length..].Trim()
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { } bearer)
        {
            Context.Features.Set(new CredentialObjection(
                "no_bearer"));
            return AuthenticateResult.Fail("The Authorization header holds no bearer.");
        }

        var hasFailed = failed.AreTooMany(Context);
        if (hasFailed && credentials.IsUnknownKey(bearer))
        {
            return AuthenticateResult.Fail("The address has presented too many credentials that are not accepted.");
        }

        try
        {
            var origin = new BearerOrigin(Context.Connection.RemoteIpAddress, MayWait: !hasFailed);
            return await credentials.FindAsync(bearer, origin, Context.RequestAborted) is { } caller
                ? AuthenticateResult.Success(new(caller.ToPrincipal(Scheme.Name), Scheme.Name))
                : AuthenticateResult.Fail("The bearer is not accepted.");
        }
        catch (ProblemException refused) when (refused.Problem.Code == ProblemCode.Unauthenticated)
        {
            Context.Features.Set(new CredentialObjection(refused.Problem.Said!));
            return AuthenticateResult.Fail(refused);
        }
        catch (ProblemException away) when (away.Problem.Code == ProblemCode.IssuerUnavailable)
        {
            if (ReadByAnybody.Is(Context))
            {
                return AuthenticateResult.Fail(away);
            }

            // Nobody knows whether it is genuine, and anybody can make one up: it counts like one that is not.
            throw new ProblemException(failed.Count(Context, away.Problem));
        }
    }
}

/// <summary>What is wrong with the credentials of this request, where a sentence helps whoever sent them.</summary>
internal sealed record CredentialObjection(Sentence Sentence);

/// <summary>Whose a bearer is.</summary>
internal sealed class BearerCredentials(
    ApiSettings settings, PrincipalCache principals, ServiceKeyUse use, BearerTokens tokens, KnownAddresses addresses)
{
    private readonly byte[]? serviceRoleHash = settings.SupabaseServiceRoleKey is { } key ? Hash(key) : null;

    /// <summary>It looks like a service key, and was not seen here lately: only the database knows.</summary>
    public bool IsUnknownKey(string bearer) =>
        bearer.StartsWith(ServiceKey.Prefix, StringComparison.Ordinal) && !principals.RemembersKey(ServiceKey.Hash(bearer));

    /// <summary>Null when it is nobody's.</summary>
    public async Task<Caller?> FindAsync(string bearer, BearerOrigin origin, CancellationToken cancellationToken)
    {
        if (bearer.StartsWith(ServiceKey.Prefix, StringComparison.Ordinal))
        {
            return await KeyAsync(bearer, cancellationToken);
        }

        // Hashes of one length, so that the time tells nothing of where, or whether by length, the two differ.
        if (serviceRoleHash is not null && CryptographicOperations.FixedTimeEquals(Hash(bearer), serviceRoleHash))
        {
            return Caller.Service.Supabase;
        }

        return await tokens.ReadAsync(bearer, origin, cancellationToken) is { } user ? await PersonAsync(user, cancellationToken) : null;
    }

    private async Task<Caller?> KeyAsync(string bearer, CancellationToken cancellationToken)
    {
        if (await principals.KeyAsync(ServiceKey.Hash(bearer), cancellationToken) is not { } key)
        {
            return null;
        }

        use.Seen(key);
        return new Caller.Service(key.Id.ToString(), key.Scopes);
    }

    /// <summary>A token's user is the local account with that id, if there is one: its role counts, and that it was disabled.</summary>
    private async Task<Caller?> PersonAsync(TokenUser user, CancellationToken cancellationToken)
    {
        var rights = await principals.UserAsync(user.Id, cancellationToken);
        addresses.Seen(user.Id, rights, user.Address);
        return rights.IsDisabled ? null : new Caller.Person(user.Id, user.PlatformRole.OrHigher(rights.PlatformRole), rights.Memberships);
    }

    private static byte[] Hash(string bearer) => SHA256.HashData(Encoding.UTF8.GetBytes(bearer));
}
