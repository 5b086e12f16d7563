using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Domains;

/// <summary>The sites of an organization: where its badge is at home.</summary>
internal static class DomainEndpoints
{
    public static void AddDomains(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<ITextRecords>(_ => new SystemTextRecords());
        services.AddSingleton<DomainFile>();
        services.AddSingleton<DomainRecord>();
        services.AddSingleton<DomainCheck>();
        services.AddSingleton<DomainStore>();
        services.AddHostedService<DomainUpkeep>();
    }

    public static void MapDomains(this IEndpointRouteBuilder routes)
    {
        var domains = routes.MapGroup("/api/organizations/{organization_id}/domains").WithTags("Domains");

        domains.MapPost("/", Add)
            .RequireAuthorization(Policies.OrganizationAdmin)
            .Produces<DomainReply>(StatusCodes.Status200OK)
            .Produces<DomainReply>(StatusCodes.Status201Created)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.TooMany, ProblemCode.OutcomeUnknown)
            .WithSummary("Name a site of the organization")
            .WithDescription("""
                Proven by the organization's id: on a line of `/.well-known/statuslevels.txt` of the site, read over https without following redirects, or as the
                TXT record `_statuslevels.<domain>`. It is looked at now, at each call like this one until it is proven, and every day. A proof that is gone for 7
                days is lost. Several organizations may name the same site. At most 10.
                """);

        domains.MapGet("/", List)
            .RequireAuthorization(Policies.OrganizationReader)
            .WithSummary("The sites of an organization")
            .WithDescription("With what proves them, and whether that was found.");

        domains.MapDelete("/{domain}", Remove)
            .RequireAuthorization(Policies.OrganizationAdmin)
            .MayAnswer(ProblemCode.OriginNotAllowed, ProblemCode.NotFound, ProblemCode.ValidationFailed, ProblemCode.OutcomeUnknown)
            .WithSummary("Remove a site")
            .WithDescription("Badges there are counted as seen elsewhere from now on.");
    }

    /// <summary>Names a site, and looks at it right then as long as it is not proven.</summary>
    /// <returns>The site and whether it is a new one, or why there is none.</returns>
    public static async Task<(DomainReply? Domain, bool IsNew, AdminRefusal? Refusal)> NameAsync(
        Guid organization, string typed, HttpContext context, DomainStore domains, DomainCheck check)
    {
        var name = DomainName.Read(typed);
        new FieldErrors().AddIf(name is null, "domain", DomainName.Expected).ThrowIfAny();
        var (domain, isNew, refusal) = await domains.AddAsync(organization, name!, AuditOrigin.Of(context), context.RequestAborted);
        if (refusal is not null)
        {
            return (null, false, refusal);
        }

        if (domain!.State != DomainReply.Verified)
        {
            // It is a machine elsewhere that is waited for.
            context.LeavePlace();
            var finding = await check.LookAsync(name!, organization, context.RequestAborted);
            await domains.NoteAsync(organization, name!, finding, context.RequestAborted);
            domain = await domains.FindAsync(organization, name!, context.RequestAborted) ?? domain;
        }

        return (domain, isNew, null);
    }

    private static async Task<IResult> Add(
        RouteUuid organization_id, JsonBody<DomainRequest> body, HttpContext context, DomainStore domains, DomainCheck check)
    {
        var (domain, isNew, refusal) = await NameAsync(organization_id.Value, body.Value.Domain, context, domains, check);
        return refusal is { } reason ? reason.ToProblem()
            : isNew ? TypedResults.Created($"/api/organizations/{organization_id.Value:D}/domains/{domain!.Domain}", domain)
            : TypedResults.Ok(domain);
    }

    private static async Task<Ok<DomainsReply>> List(RouteUuid organization_id, HttpContext context, DomainStore domains) =>
        TypedResults.Ok(new DomainsReply(await domains.ReadAsync(organization_id.Value, context.RequestAborted)));

    private static async Task<Results<NoContent, Problem>> Remove(
        RouteUuid organization_id, RouteText domain, HttpContext context, DomainStore domains)
    {
        var refusal = await domains.RemoveAsync(
            organization_id.Value, DomainName.Read(domain.Value) ?? "", AuditOrigin.Of(context), context.RequestAborted);
        return refusal is { } reason ? reason.ToProblem() : TypedResults.NoContent();
    }
}
