using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Levels;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.Pages.Levels;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Credentials that anybody verifies without asking this product, and what that takes.</summary>
internal static class CredentialEndpoints
{
    /// <summary>Where credentials are.</summary>
    public const string Address = "/api/organizations/{organization_id}/credentials/{level}";

    /// <summary>How the API document calls what is about them.</summary>
    public const string Tag = "Credentials";

    // Within so many seconds a list is true everywhere.
    private const int Promise = 60;

    private const string Proven = "application/vc";
    private const string Jwt = "application/vc+jwt";
    private const string Svg = "image/svg+xml";
    private const string Png = "image/png";

    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, Get)
            .IsOfLevel()
            .Produces<byte[]>(StatusCodes.Status200OK, Proven, Jwt)
            .WithName("getCredential")
            .WithSummary("The credential of a level that counts")
            .WithDescription("""
                An `OpenBadgeCredential` (Open Badges 3.0 on Verifiable Credentials 2.0) for everybody: with a Data Integrity proof (`eddsa-rdfc-2022`), or as a
                JWT where `Accept` prefers `application/vc+jwt`. Whoever has it verifies it with `/.well-known/did.json` and the status lists that it names.
                A renewal is another credential of the same holding and revokes none. 404 `level_not_active` unless the level counts.
                """);
        routes.MapGet(Address + "/badge.svg", GetSvg)
            .IsOfLevel()
            .Produces<byte[]>(StatusCodes.Status200OK, Svg)
            .WithName("getBakedBadgeSvg")
            .WithSummary("The badge of a level with its credential inside")
            .WithDescription("The seal as SVG, with the credential as Open Badges 3.0 bakes it: `openbadges:credential`. Wallets and validators read it.");
        routes.MapGet(Address + "/badge.png", GetPng)
            .IsOfLevel()
            .Produces<byte[]>(StatusCodes.Status200OK, Png)
            .WithName("getBakedBadgePng")
            .WithSummary("The same as PNG")
            .WithDescription("With the credential as text of the picture (`iTXt`, `openbadgecredential`).");
        routes.MapGet("/credentials/status/{purpose}/{number}", GetList)
            .IsCredential()
            .Produces<byte[]>(StatusCodes.Status200OK, Proven, Jwt)
            .WithName("getCredentialStatusList")
            .WithSummary("Which credentials do not count now")
            .WithDescription("""
                A Bitstring Status List of 131,072 bits, the first the highest of its byte. `purpose` is `revocation` (over for good) or `suspension` (does not
                count, and may again). Signed like a credential; true within a minute of a change, whatever caches lie between.
                """);
        routes.MapGet(DidDocument.Path, GetDid)
            .IsCredential()
            .Produces<JsonElement>(StatusCodes.Status200OK, "application/did+json")
            .WithName("getDidDocument")
            .WithSummary("The keys that sign credentials, and those that did")
            .WithDescription("The document of the issuer `did:web`. A key that was withdrawn stays, with `revoked`, and is no `assertionMethod`.");
        routes.MapGet("/achievements/{level}", GetAchievement)
            .IsCredential()
            .Produces<JsonElement>(StatusCodes.Status200OK, "application/ld+json")
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithName("getAchievement")
            .WithSummary("What a level is, as credentials name it")
            .WithDescription("An `Achievement` of Open Badges 3.0. Browsers are led to the page of the levels.");
    }

    private static RouteHandlerBuilder IsCredential(this RouteHandlerBuilder route) =>
        route.IsEmbedded().WithTags(Tag).MayAnswer(ProblemCode.NotFound, ProblemCode.DatabaseUnavailable);

    private static RouteHandlerBuilder IsOfLevel(this RouteHandlerBuilder route) => route.IsCredential().MayAnswer(
        ProblemCode.MalformedId, ProblemCode.ValidationFailed, ProblemCode.Unauthenticated, ProblemCode.Gone,
        RefusalProblems.LevelNotActive);

    private static Task<IResult> Get(
        RouteUuid organization_id, string level, HttpContext context, CredentialDesk desk, TimeProvider clock) =>
        IssueAsync(organization_id, level, context, desk, clock, (_, credential, issuer, now) => IsJwtWanted(context.Request)
            ? (Encoding.ASCII.GetBytes(issuer.SignAsJwt(credential, now)), Jwt, ".jwt")
            : (issuer.Sign(credential, now), Proven, ".json"));

    private static Task<IResult> GetSvg(
        RouteUuid organization_id, string level, HttpContext context, CredentialDesk desk, BakedBadge badge, TimeProvider clock)
    {
        context.Response.Headers.GuardPicture();
        return IssueAsync(organization_id, level, context, desk, clock, (held, credential, issuer, now) =>
            (badge.Svg(held, issuer.Sign(credential, now)), Svg, ".svg"));
    }

    private static Task<IResult> GetPng(
        RouteUuid organization_id, string level, HttpContext context, CredentialDesk desk, BakedBadge badge, TimeProvider clock) =>
        IssueAsync(organization_id, level, context, desk, clock, (held, credential, issuer, now) =>
            (badge.Png(held, issuer.Sign(credential, now)), Png, ".png"));

    private static async Task<IResult> IssueAsync(
        RouteUuid organization, string level, HttpContext context, CredentialDesk desk, TimeProvider clock,
        Func<StatusLevel, LevelCredential, CredentialIssuer, DateTimeOffset, (byte[] Bytes, string Type, string Ending)> write)
    {
        var asked = LevelEndpoints.RouteLevel(level);
        var (credential, problem) = await desk.IssueAsync(new OrganizationId(organization.Value), asked, context.RequestAborted);
        if (credential is null)
        {
            return problem!;
        }

        var now = clock.GetUtcNow();
        var (bytes, type, ending) = write(asked, credential.Facts, desk.Issuer!, now);
        return Answer(context, bytes, type, StatusEndpoints.PublicAge(credential.NextDue, now), $"{organization.Value}-{level}{ending}");
    }

    private static async Task<IResult> GetList(
        string purpose, string number, HttpContext context, CredentialDesk desk, StatusLists lists, TimeProvider clock)
    {
        if (desk.Issuer is not { } issuer || !Enum.TryParse<StatusPurpose>(purpose, ignoreCase: true, out var read)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            || StatusListCredential.PathOf(read, which) != context.Request.Path.Value
            || await lists.FindAsync(read, which, context.RequestAborted) is not { } list)
        {
            return CredentialDesk.NoSuch;
        }

        // One that is remembered for want of a database is kept by others for as much less.
        var age = (int)Math.Ceiling((clock.GetUtcNow() - list.MadeAt).TotalSeconds);
        var seconds = Math.Clamp(Promise - age, 0, StatusEndpoints.LongestPublicAge);
        return IsJwtWanted(context.Request)
            ? Answer(context, Encoding.ASCII.GetBytes(issuer.SignAsJwt(list)), Jwt, seconds)
            : Answer(context, issuer.Sign(list), Proven, seconds);
    }

    private static IResult GetDid(HttpContext context, CredentialDesk desk) => desk.Issuer is { } issuer
        ? Answer(context, issuer.Document, "application/did+json")
        : CredentialDesk.NoSuch;

    private static IResult GetAchievement(string level, HttpContext context, CredentialDesk desk, LevelAchievements achievements)
    {
        var asked = LevelEndpoints.RouteLevel(level);
        if (desk.Issuer is not { } issuer)
        {
            return CredentialDesk.NoSuch;
        }

        context.Response.Headers.Vary = HeaderNames.Accept;
        return QualityOf(context.Request, "text/html") > QualityOf(context.Request, "application/ld+json")
            ? TypedResults.Redirect($"{LevelsPage.Address}#{level}")
            : Answer(context, achievements.Of(asked).ToJson(issuer, level), "application/ld+json");
    }

    private static bool IsJwtWanted(HttpRequest request) => QualityOf(request, Jwt) > QualityOf(request, Proven);

    // Named as such: whoever takes anything takes what is usual.
    private static double QualityOf(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            ? accepted.Where(range => range.MediaType == type).Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max()
            : 0;

    private static FileContentHttpResult Answer(
        HttpContext context, ReadOnlyMemory<byte> bytes, string type, int seconds = StatusEndpoints.LongestPublicAge, string? file = null)
    {
        var headers = context.Response.Headers;
        headers.Vary = HeaderNames.Accept;
        headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}, must-revalidate");
        if (file is not null)
        {
            headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        }

        return TypedResults.Bytes(bytes, type);
    }
}
