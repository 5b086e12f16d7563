using StatusLevels.Api.Answers;
using StatusLevels.Api.Levels;
using StatusLevels.Api.Organizations;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Credentials with all that verifies them, in one file.</summary>
internal static class BundleEndpoints
{
    private const string Address = $"{CredentialEndpoints.Address}/bundle";

    public static void MapBundles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Get)
            .IsEmbedded()
            // It is made anew for each who asks, which costs more than a picture.
            .WithMetadata(new ServesStrangers { IgnoresCookies = true })
            .IsBundle()
            .MayAnswer(ProblemCode.Unauthenticated)
            .WithName("getCredentialBundle")
            .WithSummary("A credential with all that proves it, to be verified without a network")
            .WithDescription("""
                One JWS with the credential, both status lists, the keys of the issuer, the hash and salt of the entry that gave the level, and the proof that it is
                in the public log. `statuslevels verify`, `/verify` and `docs/verify.py` verify it. What it says of the status is fresh for a minute, and later true
                as of then. 404 `not_logged_yet` until the entry is in the log, for a second or two.
                """);
        routes.MapGet($"{Address}/full", GetFull)
            .RequireAuthorization(Policies.OrganizationReader)
            .IsBundle()
            .WithName("getFullCredentialBundle")
            .WithSummary("The same with the text of the entry, for members")
            .WithDescription("Besides, `entry.canonical` and `entry.previous_hash`: whoever is given the file sees what was written, and that it is what the log holds.");
    }

    private static RouteHandlerBuilder IsBundle(this RouteHandlerBuilder route) => route
        .WithTags(CredentialEndpoints.Tag)
        .Produces<byte[]>(StatusCodes.Status200OK, CredentialBundle.MediaType)
        .MayAnswer(
            ProblemCode.NotFound, ProblemCode.DatabaseUnavailable, ProblemCode.MalformedId, ProblemCode.ValidationFailed, ProblemCode.Gone,
            ProblemCode.NotLoggedYet, RefusalProblems.LevelNotActive);

    private static Task<IResult> Get(RouteUuid organization_id, string level, HttpContext context, BundleDesk desk)
    {
        context.Response.Headers.CacheControl = "no-store";
        return AnswerAsync(organization_id, level, isFull: false, context, desk);
    }

    private static Task<IResult> GetFull(RouteUuid organization_id, string level, HttpContext context, BundleDesk desk)
    {
        context.Response.Headers.CacheControl = AnswerHeaders.Private;
        return AnswerAsync(organization_id, level, isFull: true, context, desk);
    }

    private static async Task<IResult> AnswerAsync(RouteUuid organization, string level, bool isFull, HttpContext context, BundleDesk desk)
    {
        var asked = LevelEndpoints.RouteLevel(level);
        var (bundle, problem) = await desk.MakeAsync(new OrganizationId(organization.Value), asked, isFull, context.RequestAborted);
        if (bundle is null)
        {
            return problem!;
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{organization.Value}-{level}.jws\"";
        return TypedResults.Bytes(System.Text.Encoding.ASCII.GetBytes(bundle), CredentialBundle.MediaType);
    }
}
