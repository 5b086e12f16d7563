using StatusLevels.Api.Audit;

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
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.OutcomeUnknown)
            .WithSummary("Replace the contacts of an organization")
            .WithDescription("For admins and owners of the organization. Name and slug are the platform's to change.");
    }

    private static async Task<Results<Ok<ContactsReply>, Problem>> Get(
        RouteUuid organization_id, HttpContext context, DirectoryEntries directory) =>
        await directory.FindAsync(organization_id.Value, context.RequestAborted) is { } entry
            ? TypedResults.Ok(new ContactsReply(entry.ContactEmails, entry.Locale))
            : AdminRefusal.NotFound.ToProblem();

    private static async Task<Results<Ok<ContactsReply>, Problem>> Put(
        RouteUuid organization_id, JsonBody<ContactsRequest> body, HttpContext context, DirectoryEntries directory)
    {
        var contacts = DirectoryRules.Read(body.Value);
        var refusal = await directory.PutContactsAsync(organization_id.Value, contacts, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(contacts);
    }
}
