using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Limits;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Mail;

/// <summary>What people choose and report about mail, and what links in mails allow.</summary>
internal static class MailEndpoints
{
    private const int LongestReason = 500;

    public static void MapMail(this IEndpointRouteBuilder routes)
    {
        var preferences = routes.MapGroup("/api/organizations/{organization_id}/mail-preferences")
            .RequireAuthorization(Policies.OrganizationReader)
            .WithTags("Organizations");
        preferences.MapGet("/", GetPreferences)
            .MayAnswer(ProblemCode.NotFound)
            .WithSummary("What the caller is written to about")
            .WithDescription("Everybody's own, as a member of this organization. 404 for a platform admin who is no member.");
        preferences.MapPut("/", PutPreferences)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.ValidationFailed, ProblemCode.OutcomeUnknown)
            .WithSummary("Choose what to be written to about")
            .WithDescription("Owners always get `expiry` and `changes`: turning those off is 422.");

        var links = routes.MapGroup("/api").WithTags("Session").AllowAnonymous();
        links.MapPost("/password-reset", Forgot)
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.RateLimited, ProblemCode.MailUnavailable,
                ProblemCode.OutcomeUnknown)
            .WithSummary("Ask for a new password")
            .WithDescription("Sends a link to the account with this address: single use, good for an hour, at most 3 an hour. The answer is the same whether there is one.");
        links.MapPost("/password-reset/confirmation", (JsonBody<LinkedPasswordRequest> body, HttpContext context, AccountMail accounts) =>
                SetPassword(body, context, accounts, LinkPurpose.Reset))
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.Gone, ProblemCode.OutcomeUnknown)
            .WithSummary("Set a new password")
            .WithDescription("With the token of the link. All sessions of the account end, and nobody is signed in.");
        links.MapPost("/invitation", (JsonBody<LinkedPasswordRequest> body, HttpContext context, AccountMail accounts) =>
                SetPassword(body, context, accounts, LinkPurpose.Invitation))
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.Gone, ProblemCode.OutcomeUnknown)
            .WithSummary("Set the first password")
            .WithDescription("With the token of the invitation. Nobody is signed in.");

        routes.MapPost("/api/admin/mail/failures", Fail)
            .RequireAuthorization(Policies.MailWriter)
            .WithTags("Operations")
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.ValidationFailed, ProblemCode.OutcomeUnknown)
            .WithSummary("Report an address where mail does not arrive")
            .WithDescription("For bounces that the provider tells of later. Nothing is sent to the address until it is confirmed or replaced.");
    }

    private static async Task<Results<Ok<MailPreferencesReply>, Problem>> GetPreferences(
        RouteUuid organization_id, HttpContext context, MailPreferences preferences) =>
        context.User.UserId() is { } user && context.User.RoleIn(organization_id.Value) is { } role
            ? TypedResults.Ok(await preferences.ReadAsync(organization_id.Value, user, role, context.RequestAborted))
            : AdminRefusal.NotFound.ToProblem();

    private static async Task<Results<Ok<MailPreferencesReply>, Problem>> PutPreferences(
        RouteUuid organization_id, JsonBody<MailPreferencesRequest> body, HttpContext context, MailPreferences preferences)
    {
        if (context.User.UserId() is not { } user || context.User.RoleIn(organization_id.Value) is not { } role)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var (chosen, locked) = (body.Value.Categories, MailPreferences.LockedFor(role));
        new FieldErrors()
            .AddIf(
                !chosen.Expiry && locked.Contains("expiry", StringComparer.Ordinal), "categories.expiry",
                "cannot be turned off by an owner")
            .AddIf(
                !chosen.Changes && locked.Contains("changes", StringComparer.Ordinal), "categories.changes",
                "cannot be turned off by an owner")
            .ThrowIfAny();
        await preferences.PutAsync(organization_id.Value, user, chosen, CancellationToken.None);
        return TypedResults.Ok(new MailPreferencesReply(chosen, locked));
    }

    private static async Task<Results<Accepted, Problem>> Forgot(
        JsonBody<PasswordResetRequest> body, HttpContext context, ForgottenPasswords forgotten) =>
        await forgotten.AskAsync(body.Value.Email, context.Connection.RemoteIpAddress, RequestLanguage.Of(context.Request)) is { } problem
            ? problem
            : TypedResults.Accepted((string?)null);

    private static async Task<Results<NoContent, Problem>> SetPassword(
        JsonBody<LinkedPasswordRequest> body, HttpContext context, AccountMail accounts, LinkPurpose purpose) =>
        await accounts.SetPasswordAsync(
            body.Value.Token, purpose, body.Value.Password, Stranger(context), CancellationToken.None) is { } problem
            ? problem
            : TypedResults.NoContent();

    public static async Task<NoContent> Fail(JsonBody<MailFailureRequest> body, HttpContext context, MailLinks links)
    {
        var (address, reason) = body.Value;
        new FieldErrors()
            .AddIf(!EmailAddress.IsValid(address), "address", EmailAddress.Expected)
            .Length("reason", reason, 1, LongestReason)
            .ThrowIfAny();
        await links.FailAsync(EmailAddress.Key(address), reason, CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Whoever has the link: who that is, the link tells.</summary>
    public static AuditOrigin Stranger(HttpContext context) =>
        new(Actor.System, context.Connection.RemoteIpAddress?.ToString(), TraceId: Problem.TraceId(context));
}

/// <summary>How often an address may ask for new passwords.</summary>
internal sealed class ResetLimiter(ApiSettings settings, TimeProvider time)
{
    private readonly AttemptCounter addresses =
        new(settings.SignInPerMinute, TimeSpan.FromMinutes(1), 100_000, time) { ForgetsOldest = true };

    /// <summary>How long to wait, when this try is one too many.</summary>
    public TimeSpan? Refuse(System.Net.IPAddress? address) => addresses.Refuse(ClientAddress.Key(address));
}
