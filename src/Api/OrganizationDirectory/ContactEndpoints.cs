using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>To whom mail about an organization's levels goes, in its admins' own hands.</summary>
internal static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var contacts = routes.MapGroup("/api/organizations/{organization_id}/contacts")
            .RequireAuthorization(Policies.OrganizationAdmin)
            .WithTags("Organizations");

        contacts.MapGet("/", Get)
            .MayAnswer(ProblemCode.NotFound)
            .WithSummary("The contacts of an organization")
            .WithDescription("To whom mail about its levels goes, and in which language. 404 until the organization has an entry in the directory.");

        contacts.MapPut("/", Put)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.RateLimited, ProblemCode.OutcomeUnknown)
            .WithSummary("Replace the contacts of an organization")
            .WithDescription("""
                For admins and owners of the organization. Name and slug are the platform's to change. A new address that the organization itself sets gets
                one mail that asks whether it wants more, at most 10 a day, and nothing else until it says so.
                """);

        contacts.MapPost("/confirmation", Ask)
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.RateLimited, ProblemCode.MailUnavailable,
                ProblemCode.OutcomeUnknown)
            .WithSummary("Ask a contact whether it wants mail")
            .WithDescription("Also one that wanted none any more, or where none arrived: it decides by the link in the mail. At most 10 a day.");
    }

    private static async Task<Results<Ok<ContactsReply>, Problem>> Get(
        RouteUuid organization_id, HttpContext context, DirectoryEntries directory, OrganizationContacts contacts) =>
        await directory.FindAsync(organization_id.Value, context.RequestAborted) is { } entry
            ? TypedResults.Ok(new ContactsReply(
                entry.ContactEmails, entry.Locale, await contacts.ReadAsync(organization_id.Value, context.RequestAborted)))
            : AdminRefusal.NotFound.ToProblem();

    private static async Task<Results<Ok<ContactsReply>, Problem>> Put(
        RouteUuid organization_id, JsonBody<ContactsRequest> body, HttpContext context, DirectoryEntries directory,
        OrganizationContacts contacts)
    {
        var chosen = DirectoryRules.Read(body.Value);
        var refusal = await directory.PutContactsAsync(
            organization_id.Value, chosen, context.User.IsPlatformAdmin(), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason
            ? reason.ToProblem()
            : TypedResults.Ok(new ContactsReply(
                chosen.ContactEmails, chosen.Locale, await contacts.ReadAsync(organization_id.Value, context.RequestAborted)));
    }

    private static async Task<Results<NoContent, Problem>> Ask(
        RouteUuid organization_id, JsonBody<ContactConfirmationRequest> body, HttpContext context, OrganizationContacts contacts,
        MailSettings mail)
    {
        if (!mail.IsOn)
        {
            return MailProblems.Off;
        }

        new FieldErrors().Length("email", body.Value.Email, 1, TextLengths.EmailAddress).ThrowIfAny();
        var refusal = await contacts.AskAgainAsync(
            organization_id.Value, body.Value.Email, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.NoContent();
    }
}
