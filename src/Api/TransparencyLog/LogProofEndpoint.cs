using System.Globalization;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Proofs that an entry of a history is in the public log.</summary>
internal static class LogProofEndpoint
{
    public static void MapLogProof(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status-history/{sequence}/proof", Get)
        .RequireAuthorization(Policies.OrganizationReader)
        .WithTags("Organizations")
        .Produces<string>(StatusCodes.Status200OK, "text/plain")
        .MayAnswer(ProblemCode.NotFound, ProblemCode.NotLoggedYet, ProblemCode.Gone)
        .WithName("getLogProof")
        .WithSummary("The proof that an entry is in the public log")
        .WithDescription("""
            A `.tlog-proof` of c2sp.org/tlog-proof, verified without asking anybody: the leaf is SHA-256 over the entry's hash (32 bytes) and the salt that stands in
            `extra`. An entry is in the log within two seconds; until then 404 `not_logged_yet`. Once handed out a proof stays linkable, also when the
            organization is forgotten.
            """);

    private static async Task<IResult> Get(RouteUuid organization_id, string sequence, HttpContext context, LogProofs proofs)
    {
        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var which))
        {
            return PublicLog.NoSuch;
        }

        var (proof, problem) = await proofs.FindAsync(organization_id.Value, which, context.RequestAborted);
        if (proof is null)
        {
            return problem!;
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{organization_id.Value}-{which}.tlog-proof\"";
        return TypedResults.Text(proof.ToString(), "text/plain; charset=utf-8");
    }
}
