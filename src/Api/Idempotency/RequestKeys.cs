using System.Net;
using System.Security.Cryptography;
using System.Text;
using StatusLevels.Api.Settings;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Idempotency;

/// <summary>
/// What a key is worth: hashes of who asks what. The fingerprint takes a secret in, because a body may hold a password that could be
/// guessed from a hash.
/// </summary>
internal sealed class RequestKeys(ApiSettings settings)
{
    public const string Header = "Idempotency-Key";

    private readonly byte[][] secrets = [.. settings.SessionKeys.Select(key => HMACSHA256.HashData(key, "idempotency fingerprint"u8))];

    /// <exception cref="ProblemException">The header is empty, too long or there twice.</exception>
    public KeyedRequest Read(HttpContext context, ReadOnlySpan<byte> body)
    {
        var asked = Encoding.UTF8.GetBytes($"{context.Request.QueryString.Value}\0");
        return Of(context, Key(context.Request), [.. Fingerprints(asked, body)], Organization(context));
    }

    /// <summary>The same for one of the changes that a request asks for: each is done once under the key of the whole.</summary>
    /// <param name="context">The request, which has a key.</param>
    /// <param name="organization">Which organization this part changes.</param>
    /// <param name="part">Which part of the request it is.</param>
    /// <param name="asked">All that is asked of it.</param>
    /// <exception cref="ProblemException">The header is empty, too long or there twice.</exception>
    public KeyedRequest ReadPart(HttpContext context, OrganizationId organization, string part, string asked) =>
        Of(context, $"{Key(context.Request)}\0{part}", [.. Fingerprints([], Encoding.UTF8.GetBytes(asked))], organization.Value);

    private static KeyedRequest Of(HttpContext context, string key, string[] fingerprints, Guid? organization)
    {
        var request = context.Request;
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{Principal(context)}\0{request.Method}\0{request.PathBase}{request.Path}\0{key}"));
        return new(new CallKey(Convert.ToHexStringLower(id), fingerprints[0]), fingerprints, organization, CallKey.Kept);
    }

    private List<string> Fingerprints(byte[] asked, ReadOnlySpan<byte> body)
    {
        var found = new List<string>(secrets.Length);
        foreach (var secret in secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
            hash.AppendData(asked);
            hash.AppendData(body);
            found.Add(Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        return found;
    }

    private static string Key(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 } key] && TextRules.Length(key) <= TextLengths.IdempotencyKey
            ? key
            : throw new ProblemException(Problem.Invalid(Header, $"must be there once and have 1 to {TextLengths.IdempotencyKey} characters"));

    // Whoever signs in is nobody yet, also with a session from before. The Caller of a signed webhook is the same whichever secret it was
    // signed with.
    private static string Principal(HttpContext context) => context.User.Caller() switch
    {
        _ when context.GetEndpoint()?.Metadata.GetMetadata<OpensSession>() is not null =>
            $"address:{Address(context.Connection.RemoteIpAddress)}",
        Caller.Person person => $"user:{person.Id}",
        Caller.Service service when service == Caller.Service.Payments => "payments",
        Caller.Service service => $"service:{service.Id}",
        _ => $"address:{Address(context.Connection.RemoteIpAddress)}",
    };

    private static IPAddress? Address(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static Guid? Organization(HttpContext context) =>
        context.GetRouteValue("organization_id") is string text && OrganizationId.TryParse(text, provider: null, out var id)
            ? id.Value
            : null;
}
