using StatusLevels.Api.Mail;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Organization.MailChoices;

/// <summary>What a member wants to be written to about.</summary>
internal static class PreferencePages
{
    public static void MapPreferencePages(this IEndpointRouteBuilder routes) =>
        routes.MapForm(OrganizationPages.Preferences, ShowAsync, SaveAsync);

    private static async Task<Page> ShowAsync(
        RouteUuid organization_id, HttpContext context, MailPreferences preferences, OrganizationContacts contacts, MailSettings mail)
    {
        var role = context.User.RoleIn(organization_id.Value)!.Value;
        var muted = role is MemberRole.Admin or MemberRole.Owner
            ? (await contacts.ReadAsync(organization_id.Value, context.RequestAborted)).Where(contact => contact.Muted)
            : [];
        return Page.Of<PreferencesView>("preferences.title", new PreferencesModel(
            await preferences.ReadAsync(organization_id.Value, context.User.UserId()!, role, context.RequestAborted), mail.IsOn,
            [.. muted.Select(contact => contact.Email)]));
    }

    private static async Task<IResult> SaveAsync(
        RouteUuid organization_id, FormInput input, HttpContext context, MailPreferences preferences)
    {
        // A box that is locked is not sent.
        var locked = MailPreferences.LockedFor(context.User.RoleIn(organization_id.Value)!.Value);
        bool Wants(string category) => input.IsChecked(category) || locked.Contains(category, StringComparer.Ordinal);
        await preferences.PutAsync(
            organization_id.Value, context.User.UserId()!,
            new MailCategories(Wants("expiry"), Wants("changes"), Wants("payments"), Wants("requests")), context.RequestAborted);
        return FormRoutes.Done(context, OrganizationPages.Preferences, "saved");
    }
}

/// <summary>What a member is written to about, and which contacts of the organization want no mail.</summary>
internal sealed record PreferencesModel(MailPreferencesReply Chosen, bool SendsMail, IReadOnlyList<string> Muted);
