using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Accounts;

/// <summary>The local accounts: inviting, roles, shutting out, signing out.</summary>
internal static class AccountPages
{
    public const string Address = $"{AdminPages.Home}/accounts";

    private const string All = "/accounts";
    private const string One = $"{All}/{{user_id}}";

    public static void MapAccountPages(this IEndpointRouteBuilder admin)
    {
        admin.MapForm(All, ShowAll, CreateAsync).NeedsFreshSignIn();
        admin.MapForm(One, ShowOne, ChangeAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/invitation", ShowOne, InviteAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/disabled", ShowOne, DisableAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/enabled", ShowOne, EnableAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/signed-out", ShowOne, SignOutAsync).NeedsFreshSignIn();
        admin.MapFormOf($"{One}/removed", ShowOne, RemoveAsync).NeedsFreshSignIn();
    }

    public static string AddressOf(Guid user) => $"{Address}/{user:D}";

    private static async Task<Page> ShowAll(HttpContext context, UserList users, MailSettings mail, string? cursor) =>
        Page.Of<AccountsView>(
            "accounts.title",
            new AccountsModel((await UserEndpoints.List(context, users, cursor, limit: null)).Value!, mail.IsOn));

    private static async Task<IResult> ShowOne(RouteUuid user_id, HttpContext context, UserList users, MailSettings mail) =>
        await users.FindAsync(user_id.Value, context.RequestAborted) is { } user
            ? Page.Of<AccountView>("account.title", new AccountModel(user, mail.IsOn)) with { TitleValues = [("name", user.DisplayName)] }
            : AdminRefusal.NotFound.ToProblem();

    private static async Task<IResult> CreateAsync(
        FormInput input, HttpContext context, UserChanges users, Passwords passwords, MailSettings mail)
    {
        var request = new UserRequest(
            input["email"].Trim(), input["display_name"].Trim(), input.TextOrNull("password"), input.TextOrNull("platform_role"),
            input.IsChecked("invite"));
        var answer = await UserEndpoints.Create(new(request), context, users, passwords, mail);
        return answer.Result is Created<UserReply> { Value: { } made }
            ? FormRoutes.Done(context, AddressOf(made.Id), request.Invite ? "account_invited" : "account_made")
            : answer.Result;
    }

    private static Task<IResult> ChangeAsync(
        FormInput input, RouteUuid user_id, HttpContext context, UserChanges users, UserList list, Passwords passwords) =>
        UpdateAsync(
            user_id, new(input["display_name"].Trim()) { PlatformRole = input.TextOrNull("platform_role") }, "saved", context, users, list,
            passwords);

    private static Task<IResult> DisableAsync(
        RouteUuid user_id, HttpContext context, UserChanges users, UserList list, Passwords passwords) =>
        UpdateAsync(user_id, new(Disabled: true), "account_disabled", context, users, list, passwords);

    private static Task<IResult> EnableAsync(
        RouteUuid user_id, HttpContext context, UserChanges users, UserList list, Passwords passwords) =>
        UpdateAsync(user_id, new(Disabled: false), "account_enabled", context, users, list, passwords);

    private static async Task<IResult> UpdateAsync(
        RouteUuid user, UserChangeRequest change, string done, HttpContext context, UserChanges users, UserList list, Passwords passwords)
    {
        var answer = await UserEndpoints.Change(user, new(change), context, users, list, passwords);
        return answer.OrDone(context, AddressOf(user.Value), done);
    }

    private static async Task<IResult> InviteAsync(RouteUuid user_id, HttpContext context, AccountMail accounts, MailSettings mail) =>
        (await UserEndpoints.Invite(user_id, context, accounts, mail)).OrDone(context, AddressOf(user_id.Value), "account_invited");

    private static async Task<IResult> SignOutAsync(RouteUuid user_id, HttpContext context, UserChanges users) =>
        await users.SignOutAsync(user_id.Value, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : FormRoutes.Done(context, AddressOf(user_id.Value), "account_signed_out");

    private static async Task<IResult> RemoveAsync(RouteUuid user_id, HttpContext context, UserChanges users) =>
        (await UserEndpoints.Delete(user_id, context, users)).OrDone(context, Address, "account_removed");
}

/// <summary>What the page of all accounts shows.</summary>
internal sealed record AccountsModel(UserPage Page, bool HasMail);

/// <summary>What the page of an account shows.</summary>
internal sealed record AccountModel(UserReply User, bool HasMail);
