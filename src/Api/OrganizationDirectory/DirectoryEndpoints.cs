using StatusLevels.Api.Audit;
using StatusLevels.Silo.Organizations;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>The directory: entries of organizations and their members.</summary>
internal static class DirectoryEndpoints
{
    public static void AddDirectory(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DirectoryEntries>();
        builder.Services.AddSingleton<Slugs>();
        builder.Services.AddSingleton<NewOrganizations>();
        builder.Services.AddSingleton<OrganizationContacts>();
        builder.Services.AddSingleton<Memberships>();
        builder.Services.AddSingleton<OrganizationList>();
        builder.Services.AddSingleton<OrganizationNames>();
        builder.Services.AddSingleton<OrganizationErasure>();
    }

    public static void MapDirectory(this IEndpointRouteBuilder routes)
    {
        var organizations = routes.MapGroup("/api/admin/organizations/{organization_id}")
            .RequireAuthorization(Policies.OrganizationsWriter)
            .WithTags("Directory");

        organizations.MapGet("/", Get)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("What the directory knows of an organization")
            .WithDescription("""
                Its entry and its members, in order of their ids and in pages of `limit` (1..100, larger is capped). Any UUID is an organization: one
                without an entry has neither name nor slug.
                """);

        organizations.MapPut("/", Put)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.SlugTaken, ProblemCode.OutcomeUnknown)
            .WithSummary("Make or replace the entry of an organization")
            .WithDescription("The whole entry: what is sent replaces what was there. Members are changed one by one.");

        organizations.MapPut("/members/{user_id}", PutMember)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.OutcomeUnknown)
            .WithSummary("Make somebody a member, or change a role")
            .WithDescription("The `user_id` is the id of a local account or the subject of a token, percent-encoded; members need no local account.");

        organizations.MapDelete("/members/{user_id}", RemoveMember)
            .NeedsFreshSignIn()
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.ValidationFailed, ProblemCode.OutcomeUnknown)
            .WithSummary("Remove a member")
            .WithDescription("Takes effect on this node at once and on the others within 10 seconds.");
    }

    private static async Task<Ok<DirectoryReply>> Get(
        RouteUuid organization_id, HttpContext context, DirectoryEntries directory, OrganizationContacts contacts, Memberships members,
        string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadKey);
        query.ThrowIfAny();

        var entry = await directory.FindAsync(organization_id.Value, context.RequestAborted);
        var read = await members.ReadAsync(organization_id.Value, page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, member => ItemCursor.Of(member.UserId), context);
        return TypedResults.Ok(new DirectoryReply
        {
            Id = organization_id.Value,
            Name = entry?.Name,
            Slug = entry?.Slug,
            ContactEmails = entry?.ContactEmails ?? [],
            Contacts = await contacts.ReadAsync(organization_id.Value, context.RequestAborted),
            Locale = entry?.Locale ?? DirectoryRules.DefaultLocale,
            Members = items,
            NextCursor = next,
        });
    }

    private static async Task<Results<Ok<DirectoryEntryReply>, Problem>> Put(
        RouteUuid organization_id, JsonBody<DirectoryEntryRequest> body, HttpContext context, DirectoryEntries directory)
    {
        var entry = DirectoryRules.Read(body.Value);
        var refusal = await directory.PutAsync(organization_id.Value, entry, AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason
            ? reason.ToProblem()
            : TypedResults.Ok(new DirectoryEntryReply(organization_id.Value, entry.Name, entry.Slug, entry.ContactEmails, entry.Locale));
    }

    private static async Task<Ok<MemberReply>> PutMember(
        RouteUuid organization_id, RouteText user_id, JsonBody<MemberRequest> body, HttpContext context, Memberships members)
    {
        var isRole = Words.TryParse<MemberRole>(body.Value.Role, out var role);
        new FieldErrors().AddIf(!isRole, "role", QueryReader.Choice<MemberRole>()).ThrowIfAny();
        var member = await members.PutAsync(organization_id.Value, user_id.Value, role, AuditOrigin.Of(context), context.RequestAborted);
        return TypedResults.Ok(member);
    }

    private static async Task<Results<NoContent, Problem>> RemoveMember(
        RouteUuid organization_id, RouteText user_id, HttpContext context, Memberships members) =>
        await members.RemoveAsync(organization_id.Value, user_id.Value, AuditOrigin.Of(context), context.RequestAborted) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.NoContent();
}
