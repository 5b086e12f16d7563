using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Organizations;

/// <summary>Forms on the page of an organization that say who acts for it.</summary>
internal static class MemberForms
{
    /// <summary>The field with the id of a member, or with the address of an account.</summary>
    public const string User = "user_id";

    /// <summary>The field with what they may do.</summary>
    public const string Role = "role";

    /// <summary>The field with their role as the page showed it.</summary>
    public const string Seen = "seen_role";

    private const string Added = "members";
    private const string Changed = "members/role";
    private const string Removed = "members/removal";

    public static string Adding(Guid organization) => $"{AdminOrganizationPages.AddressOf(organization)}/{Added}";

    public static string Changing(Guid organization) => $"{AdminOrganizationPages.AddressOf(organization)}/{Changed}";

    public static string Removing(Guid organization) => $"{AdminOrganizationPages.AddressOf(organization)}/{Removed}";

    public static void MapMemberForms(this IEndpointRouteBuilder admin, string organization, Delegate show)
    {
        admin.MapFormOf($"{organization}/{Added}", show, AddAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{organization}/{Changed}", show, ChangeAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{organization}/{Removed}", show, RemoveAsync).NeedsFreshSignIn();
    }

    private static async Task<IResult> AddAsync(
        FormInput input, RouteUuid organization_id, HttpContext context, UserList users, Memberships members)
    {
        var errors = new FieldErrors();
        var role = ReadRole(input, errors);
        var named = input[User].Trim();
        errors.Length(User, named, 1, TextLengths.OutsideId);
        var user = await users.IdOfAsync(named, context.RequestAborted);
        errors.AddIf(user is null, User, UserList.NoAccount).ThrowIfAny();
        return await members.PutKnownAsync(
            organization_id.Value, user!, role, known: null, AuditOrigin.Of(context), context.RequestAborted) is null
            ? Done(context, organization_id, "member.added")
            : Problem.Invalid(User, "is a member already");
    }

    private static async Task<IResult> ChangeAsync(
        FormInput input, RouteUuid organization_id, HttpContext context, Memberships members)
    {
        var errors = new FieldErrors();
        var role = ReadRole(input, errors);
        errors.ThrowIfAny();
        return await members.PutKnownAsync(
            organization_id.Value, input[User], role, input[Seen], AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : Done(context, organization_id, "member.changed");
    }

    private static async Task<IResult> RemoveAsync(
        FormInput input, RouteUuid organization_id, HttpContext context, Memberships members) =>
        await members.RemoveAsync(organization_id.Value, input[User], AuditOrigin.Of(context), context.RequestAborted) switch
        {
            null => Done(context, organization_id, "member.removed"),
            // A colleague was faster; the page shows who is left.
            AdminRefusal.NotFound => AdminRefusal.VersionMismatch.ToProblem(),
            { } refusal => refusal.ToProblem(),
        };

    private static MemberRole ReadRole(FormInput input, FieldErrors errors)
    {
        var isRole = Grains.Domain.Words.TryParse<MemberRole>(input[Role], out var role);
        errors.AddIf(!isRole, Role, QueryReader.Choice<MemberRole>());
        return role;
    }

    private static IResult Done(HttpContext context, RouteUuid organization, string what) =>
        FormRoutes.Done(context, AdminOrganizationPages.AddressOf(organization.Value), what);
}
