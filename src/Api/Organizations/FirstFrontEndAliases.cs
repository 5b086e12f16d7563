using System.Text.Json;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Answers;
using StatusLevels.Api.History;
using StatusLevels.Api.UpgradeRequests;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>The two addresses that the first front end calls beside those of the contract. Nothing new belongs here.</summary>
internal static class FirstFrontEndAliases
{
    private static readonly string[] Parameters = ["limit", "offset", "level", "action", "upto"];

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
                that pages do not drift while entries are added. `level` and `action` filter; a parameter that is not known here is 422, so that nothing is
                taken for filtered that is not.
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
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, UserNames names, string? limit, string? offset,
        string? level, string? action, string? upto)
    {
        var query = new QueryReader();
        var take = query.Limit(nameof(limit), limit);
        var skip = query.Number(nameof(offset), offset, 0, int.MaxValue) ?? 0;
        var until = query.Number(nameof(upto), upto, 0, long.MaxValue);
        var (ofLevel, ofAction) = (query.Word<StatusLevel>(nameof(level), level), query.Word<HistoryAction>(nameof(action), action));
        foreach (var unknown in context.Request.Query.Keys.Where(name => !Parameters.Contains(name, StringComparer.Ordinal)))
        {
            query.AddIf(wrong: true, unknown, $"is not known here; there are {string.Join(", ", Parameters)}");
        }

        query.ThrowIfAny();

        var history = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetHistory(
            new HistoryQuery(skip, take, ofLevel, ofAction, until));
        if (skip + take < history.Total)
        {
            NextLink.Set(context, ("limit", $"{take}"), ("offset", $"{skip + take}"), ("upto", $"{history.UpTo}"));
        }

        var known = await names.OfAsync(history.Items.Select(item => item.Actor), context.RequestAborted);
        return TypedResults.Ok(new OffsetHistoryReply(
            [.. history.Items.Select(item => PerformedEntryReply.Of(HistoryEntryReply.Of(item, seesNotes: false, known, log: null)))],
            history.Total, take, skip));
    }
}

/// <summary>A part of the history.</summary>
/// <param name="Total">How many entries there are.</param>
/// <param name="Limit">How many are shown at most.</param>
/// <param name="Offset">How many newer ones were left out.</param>
internal sealed record OffsetHistoryReply(IReadOnlyList<PerformedEntryReply> Items, long Total, int Limit, long Offset);

/// <summary>An entry of the history, as the first front end reads it.</summary>
internal sealed record PerformedEntryReply
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required string Level { get; init; }

    public required string Action { get; init; }

    /// <summary>A code of the rules, or a person's words.</summary>
    public required string? Reason { get; init; }

    /// <summary>The user or service; null for the rules themselves.</summary>
    public required string? PerformedBy { get; init; }

    /// <summary>The name of the user's account here; null without one.</summary>
    public required string? PerformedByName { get; init; }

    /// <summary>Since when it counts; `created_at` says the same.</summary>
    public required DateTimeOffset PerformedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The same as `performed_at`.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>The end that the level has after it; null when it has none, or does not change.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required IReadOnlyList<string> LevelsAfter { get; init; }

    public required JsonElement Metadata { get; init; }

    public static PerformedEntryReply Of(HistoryEntryReply entry) => new()
    {
        Id = entry.Id,
        Sequence = entry.Sequence,
        Level = entry.Level,
        Action = entry.Action,
        Reason = entry.Reason,
        PerformedBy = entry.PerformedBy,
        PerformedByName = entry.PerformedByName,
        PerformedAt = entry.CreatedAt,
        CreatedAt = entry.CreatedAt,
        ValidFrom = entry.ValidFrom,
        ValidUntil = entry.ValidUntil,
        RecordedAt = entry.RecordedAt,
        LevelsAfter = entry.LevelsAfter,
        Metadata = entry.Metadata,
    };
}
