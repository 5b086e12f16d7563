using StatusLevels.Api.Audit;
using StatusLevels.Api.Mail;

namespace StatusLevels.Api.Accounts;

/// <summary>The local accounts.</summary>
internal static class UserEndpoints
{
    private const string Address = "/api/admin/users";

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountStore>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<OwnPassword>();
        builder.Services.AddSingleton<FirstAdmin>();
        builder.Services.AddSingleton<UserChanges>();
        builder.Services.AddSingleton<UserList>();
        builder.Services.AddSingleton<UserNames>();
    }

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup(Address).RequireAuthorization(Policies.PlatformAdmin).WithTags("Users");

        users.MapPost("/", Create)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.EmailTaken, ProblemCode.OutcomeUnknown)
            .WithSummary("Make a local account")
            .WithDescription("For places without an identity provider. The `id` is what memberships name.");

        users.MapGet("/", List)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The local accounts")
            .WithDescription("Newest first, in pages of `limit` (1..100, larger is capped); `next_cursor` is the `cursor` of the next.");

        users.MapGet("/{user_id}", Get)
            .MayAnswer(ProblemCode.NotFound)
            .WithSummary("A local account")
            .WithDescription("As platform admins see it. A password is never shown, nor its hash.");

        // A name harms nobody.
        users.MapPatch("/{user_id}", Change)
            .NeedsFreshSignIn<UserChangeRequest>(change => change is not { Password: null, Disabled: null, NamesRole: false })
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.LastPlatformAdmin, ProblemCode.OutcomeUnknown)
            .WithSummary("Change a local account")
            .WithDescription("""
                What is left out stays. A new password, disabling and a lesser role end all sessions of the account at once. The last enabled
                platform admin can be neither disabled nor demoted.
                """);

        users.MapPost("/{user_id}/invitation", Invite)
            .NeedsFreshSignIn()
            .MayAnswer(
                ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.ValidationFailed, ProblemCode.RateLimited,
                ProblemCode.MailUnavailable, ProblemCode.OutcomeUnknown)
            .WithSummary("Invite somebody to an account")
            .WithDescription("Sends a link that sets a password: single use, good for 7 days; at most 3 mails an hour to an account.");

        users.MapDelete("/{user_id}", Delete)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.LastPlatformAdmin, ProblemCode.OutcomeUnknown)
            .WithSummary("Remove a local account")
            .WithDescription("Ends its sessions and memberships at once. The last enabled platform admin cannot be removed.");
    }

    public static async Task<Results<Created<UserReply>, Problem>> Create(
        JsonBody<UserRequest> body, HttpContext context, UserChanges users, Passwords passwords, MailSettings mail)
    {
        var request = body.Value;
        new FieldErrors()
            .AddIf(!EmailAddress.IsValid(request.Email), "email", EmailAddress.Expected)
            .Name("display_name", request.DisplayName)
            .Password("password", request.Password, request.Email, request.DisplayName)
            .Role("platform_role", request.PlatformRole)
            .AddIf(request.Invite && request.Password is not null, "invite", "must be false with a password")
            .AddIf(request.Invite && !mail.IsOn, "invite", "must be false while mail is off")
            .AddIf(request.Invite && mail.IsOn && !Deliverable.IsValid(request.Email), "email", Deliverable.Expected)
            .ThrowIfAny();

        var hash = request.Password is { } password ? passwords.Hash(password) : null;
        var (user, refusal) = await users.CreateAsync(
            request.Email, request.DisplayName, hash, request.PlatformRole, request.Invite ? RequestLanguage.Of(context.Request) : null,
            AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Created($"{Address}/{user!.Id:D}", user);
    }

    public static async Task<Results<Accepted, Problem>> Invite(
        RouteUuid user_id, HttpContext context, AccountMail accounts, MailSettings mail)
    {
        if (!mail.IsOn)
        {
            return MailProblems.Off;
        }

        var refusal = await accounts.InviteAgainAsync(
            user_id.Value, RequestLanguage.Of(context.Request), AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Accepted((string?)null);
    }

    public static async Task<Ok<UserPage>> List(HttpContext context, UserList users, string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadId);
        query.ThrowIfAny();

        var read = await users.ReadAsync(page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, user => ItemCursor.Of(user.Id), context);
        return TypedResults.Ok(new UserPage(items, next));
    }

    private static async Task<Results<Ok<UserReply>, Problem>> Get(RouteUuid user_id, HttpContext context, UserList users) =>
        await users.FindAsync(user_id.Value, context.RequestAborted) is { } user
            ? TypedResults.Ok(user)
            : AdminRefusal.NotFound.ToProblem();

    public static async Task<Results<Ok<UserReply>, Problem>> Change(
        RouteUuid user_id, JsonBody<UserChangeRequest> body, HttpContext context, UserChanges users, UserList list, Passwords passwords)
    {
        var request = body.Value;
        // A password is judged with the words of its account.
        var account = request.Password is null ? null : await list.FindAsync(user_id.Value, context.RequestAborted);
        new FieldErrors()
            .Name("display_name", request.DisplayName)
            .Password("password", request.Password, account?.Email, account?.DisplayName, request.DisplayName)
            .Role("platform_role", request.PlatformRole)
            .ThrowIfAny();

        var hash = request.Password is { } password ? passwords.Hash(password) : null;
        var change = new UserChange(request.DisplayName, hash, request.Disabled, request.NamesRole, request.PlatformRole);
        var (user, refusal) = await users.ChangeAsync(user_id.Value, change, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.Ok(user!);
    }

    public static async Task<Results<NoContent, Problem>> Delete(RouteUuid user_id, HttpContext context, UserChanges users) =>
        await users.DeleteAsync(user_id.Value, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.NoContent();

    private static FieldErrors Password(this FieldErrors errors, string field, string? password, params IEnumerable<string?> ownWords) =>
        password is not null && PasswordRules.Objection(password, ownWords) is { } objection ? errors.Add(field, objection) : errors;

    private static FieldErrors Role(this FieldErrors errors, string field, string? role) =>
        errors.AddIf(
            role is not (null or PlatformRoles.PlatformAdmin or PlatformRoles.PlatformViewer), field,
            $"must be {PlatformRoles.PlatformAdmin}, {PlatformRoles.PlatformViewer} or null");
}
