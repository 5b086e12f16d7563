using StatusLevels.Api.Accounts;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.Layout;

namespace StatusLevels.Api.Pages.Admin.Organizations;

/// <summary>The entry of an organization in the directory: made, and changed.</summary>
internal static class EntryPages
{
    public const string New = $"{AdminOrganizationPages.Address}/new";

    /// <summary>The field with the address of the first owner.</summary>
    public const string Owner = "owner_email";

    private const string One = $"{AdminOrganizationPages.Address}/{{organization_id}}/entry";

    public static string AddressOf(Guid organization) => $"{AdminOrganizationPages.AddressOf(organization)}/entry";

    public static void MapEntryPages(this IEndpointRouteBuilder admin)
    {
        admin.MapForm(New, ShowNew, EnterAsync);
        admin.MapForm(One, ShowAsync, ChangeAsync);
    }

    private static Page ShowNew() => Page.Of<EntryView>("admin.entry.new", new EntryModel(null, null));

    private static async Task<Page> ShowAsync(RouteUuid organization_id, HttpContext context, DirectoryEntries directory)
    {
        var entry = await directory.FindAsync(organization_id.Value, context.RequestAborted);
        return Page.Of<EntryView>("admin.entry.title", new EntryModel(organization_id.Value, entry)) with
        {
            TitleValues = [("name", OrganizationLabel.Of(organization_id.Value, entry?.Name))],
        };
    }

    private static async Task<IResult> EnterAsync(
        FormInput input, HttpContext context, NewOrganizations organizations, UserList users, TimeProvider time)
    {
        var errors = new FieldErrors();
        var email = input.TextOrNull(Owner);
        var owner = email is null ? null : await users.FindAsync(email, context.RequestAborted);
        errors.AddIf(email is not null && owner is null, Owner, UserList.NoAccount);
        var slug = input.TextOrNull("slug") ?? await organizations.ProposeSlugAsync(input["name"], context.RequestAborted);
        var entry = Read(input, slug, errors);
        // To enter an organization is harmless; to make somebody its owner is not.
        if (owner is not null && FreshSignIn.IsTooOld(context, time))
        {
            return FreshSignIn.Required;
        }

        var (entered, refusal) = await organizations.EnterAsync(
            entry, owner?.Id.ToString("D"), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason
            ? Refused(reason)
            : FormRoutes.Done(context, AdminOrganizationPages.AddressOf(entered!.Id), "entry.entered");
    }

    private static async Task<IResult> ChangeAsync(
        FormInput input, RouteUuid organization_id, HttpContext context, DirectoryEntries directory)
    {
        var entry = Read(input, input["slug"].Trim(), new FieldErrors());
        return await directory.PutAsync(
            organization_id.Value, entry, AuditOrigin.Of(context), context.RequestAborted, EntityTags.Expected(context.Request))
            is { } refusal
            ? Refused(refusal)
            : FormRoutes.Done(context, AdminOrganizationPages.AddressOf(organization_id.Value), "saved");
    }

    private static AuditedEntry Read(FormInput input, string slug, FieldErrors errors) => DirectoryRules.Read(
        new(
            input["name"].Trim(), slug,
            [.. input["contact_emails"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            input["locale"]),
        errors);

    private static Problem Refused(AdminRefusal refusal) => refusal == AdminRefusal.SlugTaken
        ? refusal.ToProblem() with
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["slug"] = ["belongs to another organization"] },
        }
        : refusal.ToProblem();
}

/// <summary>What the page of an entry shows.</summary>
/// <param name="Id">Whose it is; null: an organization that is to be entered.</param>
/// <param name="Entry">As it stands; null: there is none.</param>
internal sealed record EntryModel(Guid? Id, AuditedEntry? Entry);
