using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace StatusLevels.Api.Security;

/// <summary>Marks the endpoint that payment providers call with a signature.</summary>
internal sealed record AcceptsSignedWebhook;

/// <summary>A signed webhook → the service <c>payments</c>. The signature is over the body, so the body is read here.</summary>
internal sealed class WebhookAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    WebhookSignatures signatures)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "webhook";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers;
        if (headers[WebhookSignatures.IdHeader] is not [{ Length: > 0 } id]
            || headers[WebhookSignatures.TimestampHeader] is not [{ } timestamp]
            || headers[WebhookSignatures.SignatureHeader] is not [{ } signature])
        {
            return AuthenticateResult.Fail("A signed webhook has one id, one timestamp and one list of signatures.");
        }

        var body = await RequestBody.ReadAsync(Context);
        if (!signatures.Verify(id, timestamp, signature, body.Span))
        {
            return AuthenticateResult.Fail("The signature is not genuine.");
        }

        // All that is presented must be right, and Authorization says more of who calls.
        return Request.Headers.Authorization.Count > 0
            ? await Context.AuthenticateAsync(BearerAuthentication.SchemeName)
            : AuthenticateResult.Success(new(Caller.Service.Payments.ToPrincipal(Scheme.Name), Scheme.Name));
    }
}
