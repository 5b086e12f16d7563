using StatusLevels.Api.Idempotency;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Api.Catalog;

/// <summary>"What would this catalog change?", before it is rolled out.</summary>
internal static class CatalogPreviewEndpoint
{
    private const int UsualItems = 100;
    private const int MostItems = 1000;

    public static void AddCatalog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CatalogPreview>();
        builder.Services.AddSingleton<CatalogAudit>();
    }

    public static void MapCatalogPreview(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/admin/catalog/preview", Preview)
        .RequireAuthorization(Policies.PlatformReader)
        .WithTags("Administration")
        .MayAnswer(ProblemCode.OriginNotAllowed)
        .WithSummary("Preview other criteria of C")
        .WithDescription("""
            Which organizations would gain or lose C under other criteria, going by the metrics that each reported last. Changes nothing. Totals are exact, the
            lists hold the first `limit` organizations (1 to 1000, 100 when absent; more is cut to 1000). The criteria in force change nothing, so both lists are empty for `{}`.
            """);

    private static async Task<Ok<CatalogPreviewReply>> Preview(
        JsonBody<CatalogPreviewRequest> body, string? limit, HttpContext context, StatusLevelCatalog catalog, CatalogPreview preview,
        KeptAnswers answers)
    {
        var query = new QueryReader();
        var items = (int)Math.Min(query.Number(nameof(limit), limit, 1, long.MaxValue) ?? UsualItems, MostItems);
        query.ThrowIfAny();
        var proposed = Proposed(body.Value, catalog.Criteria);
        var reply = await answers.AnswerAsync(
            context.Keyed(), () => Compare(catalog, proposed, items, preview, context.RequestAborted), context.RequestAborted);
        return TypedResults.Ok(reply);
    }

    public static async Task<CatalogPreviewReply> Compare(
        StatusLevelCatalog catalog, ReputationCriteria proposed, int items, CatalogPreview preview, CancellationToken cancellationToken)
    {
        var (gain, lose) = await preview.CompareAsync(proposed, items, cancellationToken);
        return new()
        {
            CatalogVersion = catalog.Version,
            PreviewVersion = CatalogVersion.Of(catalog with { Criteria = proposed }),
            GrantsCAutomatically = catalog.GrantCAutomatically,
            AtRiskDays = catalog.AtRiskDays,
            Criteria = new(Reply(catalog.Criteria), Reply(proposed)),
            Gain = gain,
            Lose = lose,
        };
    }

    public static ReputationCriteria Proposed(CatalogPreviewRequest asked, ReputationCriteria current)
    {
        var errors = new FieldErrors();
        Check("min_review_count", asked.MinReviewCount, CatalogNumbers.MinReviewCount);
        Check("min_response_rate", asked.MinResponseRate, CatalogNumbers.MinResponseRate);
        Check("max_avg_response_hours", asked.MaxAvgResponseHours, CatalogNumbers.MaxAvgResponseHours);
        Check("min_public_cases", asked.MinPublicCases, CatalogNumbers.MinPublicCases);
        errors.ThrowIfAny();
        return new(
            asked.MinReviewCount ?? current.MinReviewCount, asked.MinResponseRate ?? current.MinResponseRate,
            asked.MaxAvgResponseHours ?? current.MaxAvgResponseHours, asked.MinPublicCases ?? current.MinPublicCases);

        void Check(string field, decimal? value, CatalogNumber number) =>
            errors.AddIf(value is { } given && !number.Range.Allows(given), field, $"must be {number.Range.InWords}");
    }

    private static CriteriaReply Reply(ReputationCriteria criteria) =>
        new(criteria.MinReviewCount, criteria.MinResponseRate, criteria.MaxAvgResponseHours, criteria.MinPublicCases);
}
