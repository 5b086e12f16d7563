using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using StatusLevels.Api.Json;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Organizations;

/// <summary>The account of an organization, newest first.</summary>
internal static class HistoryEndpoints
{
    private const int DefaultPerPage = 20;
    private const int MostPerPage = 100;

    public static void MapHistory(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/organizations/{organization_id}/status-history", GetHistory)
        .RequireAuthorization(Policies.OrganizationReader)
        .WithTags("Organizations")
        .MayAnswer(ProblemCode.ValidationFailed)
        .WithSummary("The history of an organization")
        .WithDescription("""
            Newest first, in pages of `per_page` (1..100, larger is capped). Totals are exact. `Link: <...>; rel="next"` leads to the next page and
            carries `upto`, so that pages do not drift while entries are added.
            """);

    private static async Task<Ok<HistoryReply>> GetHistory(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, string? page, string? per_page, string? level, string? action, string? upto)
    {
        var query = new QueryReader();
        var number = query.Number(nameof(page), page, 1, int.MaxValue) ?? 1;
        var size = Math.Min(query.Number(nameof(per_page), per_page, 1, int.MaxValue) ?? DefaultPerPage, MostPerPage);
        var wanted = new HistoryQuery(
            (number - 1) * size, (int)size, query.Word<StatusLevel>(nameof(level), level), query.Word<HistoryAction>(nameof(action), action),
            query.Number(nameof(upto), upto, 0, long.MaxValue));
        query.ThrowIfAny();

        var history = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetHistory(wanted);
        var pages = (history.Total + size - 1) / size;
        context.Response.Headers.CacheControl = "private, no-store";
        if (number < pages)
        {
            context.Response.Headers.Link = NextLink(context.Request, number + 1, history.UpTo);
        }

        var isAdmin = context.User.IsPlatformAdmin();
        return TypedResults.Ok(new HistoryReply(
            [.. history.Items.Select(item => HistoryEntryReply.Of(item, isAdmin))],
            new Pagination(number, size, history.Total, pages)));
    }

    private static string NextLink(HttpRequest request, long page, long upTo)
    {
        var kept = request.Query.Where(pair => pair.Key is not "page" and not "upto").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        var query = QueryString.Create(kept)
            .Add("page", page.ToString(CultureInfo.InvariantCulture))
            .Add("upto", upTo.ToString(CultureInfo.InvariantCulture));
        return $"<{request.Path}{query}>; rel=\"next\"";
    }
}

/// <summary>A page of the history.</summary>
internal sealed record HistoryReply(IReadOnlyList<HistoryEntryReply> History, Pagination Pagination);

/// <summary>Where a page stands.</summary>
internal sealed record Pagination(long Page, long PerPage, long Total, long TotalPages);

/// <summary>An entry of the history.</summary>
/// <param name="Reason">A code of the rules, or a person's words.</param>
/// <param name="PerformedBy">The user or service; null for the rules themselves.</param>
/// <param name="CreatedAt">Since when it counts.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="LevelsAfter">The levels that count after it.</param>
/// <param name="Metadata">The facts behind it.</param>
/// <param name="Hash">Its link in the chain.</param>
internal sealed record HistoryEntryReply(
    Guid Id,
    long Sequence,
    string Level,
    string Action,
    string? Reason,
    string? PerformedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset RecordedAt,
    IReadOnlyList<string> LevelsAfter,
    JsonElement Metadata,
    string Hash)
{
    /// <summary>Free text, shown to platform admins only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notes { get; init; }

    public static HistoryEntryReply Of(HistoryItem item, bool isPlatformAdmin)
    {
        using var metadata = JsonDocument.Parse(item.MetadataJson);
        return new(
            item.Id, item.Sequence, item.Level.ToString(), Words.Of(item.Action), item.Reason, item.Actor.Id, item.EffectiveAt, item.RecordedAt,
            [.. item.LevelsAfter.Select(level => level.ToString())], metadata.RootElement.Clone(), item.Hash)
        {
            Notes = isPlatformAdmin ? item.Notes : null,
        };
    }
}
