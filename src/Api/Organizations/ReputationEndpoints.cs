namespace StatusLevels.Api.Organizations;

/// <summary>The metrics that decide about C.</summary>
internal static class ReputationEndpoints
{
    public static void MapReputation(this IEndpointRouteBuilder routes) => routes
        .MapPut("/api/organizations/{organization_id}/reputation", Report)
        .RequireAuthorization(Policies.ReputationWriter)
        .WithTags("Organizations")
        .OnCondition()
        .MayAnswer(
            ProblemCode.OriginNotAllowed, RefusalProblems.Conflict, RefusalProblems.MetricsOutOfRange, RefusalProblems.AsOfInFuture,
            ProblemCode.OutcomeUnknown)
        .WithSummary("Report the metrics of an organization")
        .WithDescription("""
            The whole set, each time. Metrics as of an instant before the stored ones are ignored (`accepted` is false), of the same instant they
            replace them. C is granted as soon as B is active and every criterion holds; unmet criteria start a clock that ends C, met again they stop it.
            """);

    private static async Task<Results<Ok<ReputationReply>, Problem>> Report(
        RouteUuid organization_id, JsonBody<ReputationRequest> body, HttpContext context, CommandSender commands,
        StatusLevelCatalog catalog)
    {
        var report = body.Value;
        var command = new StatusCommand.ReportReputation(
            report.AsOf, report.ReviewCount, report.ResponseRate, report.AvgResponseHours, report.PublicCases);
        var (reply, problem) = await commands.Send(organization_id, context, command);
        if (problem is not null)
        {
            return problem;
        }

        var (outcome, status) = (reply.Reputation!, reply.Status);
        return TypedResults.Ok(new ReputationReply(
            outcome.Accepted, Words.Of(outcome.LevelC), status.LevelOf(StatusLevel.C)?.AtRiskUntil, Progress.TowardsC(status, catalog),
            Progress.CriteriaOfC(status.Metrics, catalog, RequestLanguage.Of(context.Request))));
    }
}

/// <summary>The metrics of an organization.</summary>
/// <param name="AsOf">The instant they describe.</param>
/// <param name="ReviewCount">Reviews in the last 12 months, 0 or more.</param>
/// <param name="ResponseRate">The share of reviews answered in the last 90 days, 0 to 100 percent.</param>
/// <param name="AvgResponseHours">The average time to answer in hours, 0 to 1000000.</param>
/// <param name="PublicCases">Published cases, 0 or more.</param>
internal sealed record ReputationRequest(
    DateTimeOffset AsOf, int ReviewCount, decimal ResponseRate, decimal AvgResponseHours, int PublicCases);

/// <summary>What a report did.</summary>
/// <param name="Accepted">Whether the metrics were stored: not when newer ones are, nor when the organization is forgotten.</param>
/// <param name="LevelCAction">
/// `granted`, `at_risk`, `recovered`, `degraded`, `blocked`, `ignored_stale`, `ignored_forgotten` or `none`.
/// </param>
/// <param name="LevelCAtRiskUntil">When unmet criteria end C; null while no clock runs.</param>
/// <param name="LevelCProgress">The criteria and the stored metrics.</param>
/// <param name="Criteria">The same, one by one.</param>
internal sealed record ReputationReply(
    bool Accepted, string LevelCAction, DateTimeOffset? LevelCAtRiskUntil, LevelCProgress LevelCProgress,
    IReadOnlyList<CriterionProgress> Criteria);
