using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>The public halves of the keys that events are signed with.</summary>
internal static class SigningKeyEndpoint
{
    private const string Prefix = "whpk_";
    private const int NameBytes = 8;

    public static void MapSigningKeys(this IEndpointRouteBuilder routes) => routes
        .MapGet("/.well-known/statuslevels-webhook-keys.json", Get)
        .AllowAnonymous()
        .WithName("getWebhookSigningKeys")
        .WithTags("Webhook endpoints")
        .MayAnswer(ProblemCode.NotFound)
        .WithSummary("The keys that verify signatures of version v1a")
        .WithDescription("""
            Ed25519, 32 bytes in base64 behind `whpk_`. A new key is here a day before it signs; the one before signs beside it for a day. Whoever verifies
            with them compares the `recipient` of the event with the id of their endpoint. 404 when this product signs with secrets alone.
            """);

    private static Results<Ok<SigningKeysReply>, Problem> Get(HttpContext context, WebhookSigningKeys keys)
    {
        var terms = keys.Terms().Select(term => new SigningKeyReply(
            Convert.ToHexStringLower(SHA256.HashData(term.Key.PublicKey).AsSpan(0, NameBytes)),
            Prefix + Convert.ToBase64String(term.Key.PublicKey), term.From, term.Until)).ToArray();
        if (terms.Length == 0)
        {
            return new Problem(ProblemCode.NotFound, "no_signing_key");
        }

        context.Response.Headers[HeaderNames.AccessControlAllowOrigin] = "*";
        context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=3600";
        return TypedResults.Ok(new SigningKeysReply(terms));
    }
}

/// <summary>Keys that verify signatures of events.</summary>
internal sealed record SigningKeysReply(IReadOnlyList<SigningKeyReply> Keys);

/// <summary>A key.</summary>
/// <param name="Id">A name for it.</param>
/// <param name="PublicKey">The key: `whpk_` and base64.</param>
/// <param name="From">From when on it signs.</param>
/// <param name="Until">Until when it signs; null while there is no newer one.</param>
internal sealed record SigningKeyReply(string Id, string PublicKey, DateTimeOffset From, DateTimeOffset? Until);
