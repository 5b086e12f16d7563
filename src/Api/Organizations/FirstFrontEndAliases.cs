using System.Globalization;
using System.Text.Json;
using StatusLevels.Api.History;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>The two addresses that the first front end calls beside those of the contract. Nothing new belongs here.</summary>
internal static class FirstFrontEndAliases
{
    public static void MapFirstFrontEndAliases(this IEndpointRouteBuilder routes)
    {
        var organization = routes.MapGroup("/api/organizations/{organization_id}/status").WithTags("First front end");

        organization.MapGet("/history", GetHistory)
            .WithName("getFirstFrontEndHistory")
            .RequireAuthorization(Policies.OrganizationReader)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The history, as the first front end reads it")
            .WithDescription("""
                What `GET .../status-history` answers, by `offset` (from 0) and `limit` (1..100, larger is capped). `Link: <...>; rel="next"` carries `upto`, so
                that pages do not drift while entries are added.
                """);

        organization.MapPost("/request-upgrade", UpgradeRequestEndpoints.Ask)
            .WithName("postFirstFrontEndUpgradeRequest")
            .RequireAuthorization(Policies.OrganizationAdmin)
            .OnCondition()
            .MayAnswer(UpgradeRequestEndpoints.AskProblems)
            .WithSummary("Ask for a higher level, as the first front end does")
            .WithDescription("What `POST .../status-upgrade-request` does.");
    }

    private static async Task<Ok<OffsetHistoryReply>> GetHistory(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, string? limit, string? offset, string? upto)
    {
        var query = new QueryReader();
        var take = query.Limit(nameof(limit), limit);
        var skip = query.Number(nameof(offset), offset, 0, int.MaxValue) ?? 0;
        var until = query.Number(nameof(upto), upto, 0, long.MaxValue);
        query.ThrowIfAny();

        var history = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetHistory(new HistoryQuery(skip, take, null, null, until));
        if (skip + take < history.Total)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"{context.Request.Path}?limit={take}&offset={skip + take}&upto={history.UpTo}");
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        var isAdmin = context.User.IsPlatformAdmin();
        return TypedResults.Ok(new OffsetHistoryReply(
            [.. history.Items.Select(item => PerformedEntryReply.Of(HistoryEntryReply.Of(item, isAdmin)))], history.Total, take, skip));
    }
}

/// <summary>A part of the history.</summary>
/// <param name="Total">How many entries there are.</param>
/// <param name="Limit">How many are shown at most.</param>
/// <param name="Offset">How many newer ones were left out.</param>
internal sealed record OffsetHistoryReply(IReadOnlyList<PerformedEntryReply> Items, long Total, int Limit, long Offset);

/// <summary>An entry of the history, as the first front end reads it.</summary>
/// <param name="Reason">A code of the rules, or a person's words.</param>
/// <param name="PerformedBy">The user or service; null for the rules themselves.</param>
/// <param name="PerformedAt">Since when it counts; `created_at` says the same.</param>
internal sealed record PerformedEntryReply(
    Guid Id, long Sequence, string Level, string Action, string? Reason, string? PerformedBy, DateTimeOffset PerformedAt, DateTimeOffset CreatedAt,
    DateTimeOffset RecordedAt, IReadOnlyList<string> LevelsAfter, JsonElement Metadata)
{
    public static PerformedEntryReply Of(HistoryEntryReply entry) => new(
        entry.Id, entry.Sequence, entry.Level, entry.Action, entry.Reason, entry.PerformedBy, entry.CreatedAt, entry.CreatedAt, entry.RecordedAt,
        entry.LevelsAfter, entry.Metadata);
}
