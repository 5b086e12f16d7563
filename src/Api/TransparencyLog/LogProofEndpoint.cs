using System.Globalization;

namespace StatusLevels.Api.TransparencyLog;

/// <summary>Proofs that an entry of a history is in the public log.</summary>
internal static class LogProofEndpoint
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

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

    private static async Task<IResult> Get(RouteUuid organization_id, string sequence, HttpContext context, PublicLog log)
    {
        if (log.Open is not { Number: var number }
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            || await log.Store.FindAsync(number, organization_id.Value, which, context.RequestAborted) is not { } entry)
        {
            return PublicLog.NoSuch;
        }

        if (entry.IsForgotten)
        {
            return new Problem(ProblemCode.Gone, "forgotten_proof");
        }

        if (!entry.Exists)
        {
            return PublicLog.NoSuch;
        }

        if (entry is not { Index: { } index, Salt: { } salt }
            || await log.Store.NewestAsync(number, context.RequestAborted) is not { } note
            || Checkpoint.Parse(note.Text) is not { } checkpoint || checkpoint.Size <= index)
        {
            return new Problem(ProblemCode.NotLoggedYet, "not_logged_yet") { RetryAfter = Pause };
        }

        var hashes = await log.Store.Tree(number, checkpoint.Size).InclusionAsync(index, context.RequestAborted);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{organization_id.Value}-{which}.tlog-proof\"";
        return TypedResults.Text(new LogProof(salt, index, hashes, note).ToString(), "text/plain; charset=utf-8");
    }
}
