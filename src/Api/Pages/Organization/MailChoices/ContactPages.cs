using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Organization.MailChoices;

/// <summary>To whom mail about an organization's levels goes. For its admins: addresses of people are nobody else's business.</summary>
internal static class ContactPages
{
    public const string Remove = $"{OrganizationPages.Contacts}/remove";
    public const string Ask = $"{OrganizationPages.Contacts}/confirmation";
    public const string Language = $"{OrganizationPages.Contacts}/language";

    private const string Saved = "saved";

    public static void MapContactPages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm(OrganizationPages.Contacts, ShowAsync, AddAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf(Remove, ShowAsync, RemoveAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf(Ask, ShowAsync, AskAsync).RequireAuthorization(Policies.OrganizationManager);
        routes.MapFormOf(Language, ShowAsync, SpeakAsync).RequireAuthorization(Policies.OrganizationManager);
    }

    private static async Task<Page> ShowAsync(
        RouteUuid organization_id, HttpContext context, DirectoryEntries directory, OrganizationContacts contacts, MailSettings mail)
    {
        var isManager = OrganizationMembers.Manages(context, organization_id.Value);
        var entry = isManager ? await directory.FindAsync(organization_id.Value, context.RequestAborted) : null;
        return Page.Of<ContactsView>("contacts.title", new ContactsModel(
            isManager, entry?.Locale, mail.IsOn,
            entry is null ? [] : await contacts.ReadAsync(organization_id.Value, context.RequestAborted)));
    }

    private static Task<IResult> AddAsync(RouteUuid organization_id, FormInput input, HttpContext context, DirectoryEntries directory) =>
        PutAsync(
            organization_id, context, directory, "contact.added",
            entry => new ContactsRequest([.. entry.ContactEmails, input["contact_emails"].Trim()], entry.Locale));

    private static Task<IResult> RemoveAsync(RouteUuid organization_id, FormInput input, HttpContext context, DirectoryEntries directory) =>
        PutAsync(
            organization_id, context, directory, "contact.removed",
            entry => new ContactsRequest(
                [.. entry.ContactEmails.Where(email => EmailAddress.Key(email) != EmailAddress.Key(input["email"]))], entry.Locale));

    private static Task<IResult> SpeakAsync(RouteUuid organization_id, FormInput input, HttpContext context, DirectoryEntries directory) =>
        PutAsync(organization_id, context, directory, Saved, entry => new ContactsRequest(entry.ContactEmails, input["locale"]));

    private static async Task<IResult> AskAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, OrganizationContacts contacts, MailSettings mail)
    {
        if (!mail.IsOn)
        {
            return MailProblems.Off;
        }

        return await contacts.AskAgainAsync(organization_id.Value, input["email"], AuditOrigin.Of(context), context.RequestAborted)
            is { } refusal
            ? refusal.ToProblem()
            : FormRoutes.Done(context, OrganizationPages.Contacts, "contact.asked");
    }

    private static async Task<IResult> PutAsync(
        RouteUuid organization_id, HttpContext context, DirectoryEntries directory, string done,
        Func<AuditedEntry, ContactsRequest> change)
    {
        if (await directory.FindAsync(organization_id.Value, context.RequestAborted) is not { } entry)
        {
            return AdminRefusal.NotFound.ToProblem();
        }

        var chosen = DirectoryRules.Read(change(entry));
        return await directory.PutContactsAsync(
            organization_id.Value, chosen, areTrusted: false, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : FormRoutes.Done(context, OrganizationPages.Contacts, done);
    }
}

/// <summary>The contacts, as their page shows them.</summary>
/// <param name="IsManager">The reader may see and change them.</param>
/// <param name="Locale">Their language; null: the organization has no entry in the directory, or the reader may not see it.</param>
/// <param name="SendsMail">This product sends mail.</param>
/// <param name="Contacts">The addresses with what became of mail to each.</param>
internal sealed record ContactsModel(bool IsManager, string? Locale, bool SendsMail, IReadOnlyList<ContactReply> Contacts);
