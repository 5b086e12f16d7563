using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Organizations;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Organizations;

namespace StatusLevels.Api.History;

/// <summary>The account of an organization, newest first.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var history = routes.MapGroup("/api/organizations/{organization_id}/status-history")
            .RequireAuthorization(Policies.OrganizationReader)
            .WithTags("Organizations");

        history.MapGet("/", GetHistory)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithMetadata(new CsvMetadata())
            .WithSummary("The history of an organization")
            .WithDescription("""
                Newest first, in pages of `per_page` (1..100, larger is capped). Totals are exact. `Link: <...>; rel="next"` leads to the next page and
                carries `upto`, so that pages do not drift while entries are added.

                `Accept: text/csv` gives the whole history, or all of a `level` or `action`, in one stream, newest first, with the columns `sequence`, `level`, `action`,
                `reason`, `performed_by`, `effective_at`, `recorded_at`, `levels_after` (separated by spaces), `hash`. Fields that a spreadsheet would take for
                a formula begin with an apostrophe. A stream that fails is cut off, never ended as if it were whole.
                """);

        history.MapGet("/verification", Verify)
            .WithSummary("Is the history what was written")
            .WithDescription("""
                Recomputes the chain of hashes from the first entry on, compares each entry with the text that was hashed, and the last one with what the
                organization knows. `first_broken_sequence` is there when something is wrong.
                """);
    }

    private static async Task<Results<Ok<HistoryReply>, CsvHistory>> GetHistory(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, IStatusHistory stored, UserNames names, LogStore log,
        ILogger<CsvHistory> logger, string? page, string? per_page, string? level, string? action, string? upto)
    {
        var query = new QueryReader();
        var number = query.Number(nameof(page), page, 1, int.MaxValue) ?? 1;
        var size = query.Limit(nameof(per_page), per_page);
        var wanted = new HistoryQuery(
            (number - 1) * size, size, query.Word<StatusLevel>(nameof(level), level), query.Word<HistoryAction>(nameof(action), action),
            query.Number(nameof(upto), upto, 0, long.MaxValue));
        query.ThrowIfAny();

        context.Response.Headers.Vary = HeaderNames.Accept;
        var organization = new OrganizationId(organization_id.Value);
        if (CsvHistory.IsWanted(context.Request))
        {
            var status = await grains.OrganizationStatus(organization).GetStatus();
            var newest = Math.Min(wanted.UpTo ?? long.MaxValue, status.Sequence);
            return new CsvHistory(stored, logger, organization, status.Epoch, newest, wanted.Level, wanted.Action);
        }

        var history = await grains.OrganizationStatus(organization).GetHistory(wanted, context.RequestAborted);
        var pages = (history.Total + size - 1) / size;
        if (number < pages)
        {
            NextLink.Set(context, ("page", $"{number + 1}"), ("upto", $"{history.UpTo}"));
        }

        var known = await names.OfAsync(history.Items.Select(item => item.Actor), context.RequestAborted);
        var seesNotes = context.User.SeesPlatform();
        var places = await log.PlacesAsync(organization.Value, history.Items.Select(item => item.Sequence), context.RequestAborted);
        return TypedResults.Ok(new HistoryReply(
            [.. history.Items.Select(item => HistoryEntryReply.Of(item, seesNotes, known, places.GetValueOrDefault(item.Sequence)))],
            new Pagination(number, size, history.Total, pages)));
    }

    private static async Task<Ok<HistoryVerificationReply>> Verify(RouteUuid organization_id, HttpContext context, IStatusHistory stored)
    {
        var verdict = await stored.Verify(new OrganizationId(organization_id.Value), context.RequestAborted);
        return TypedResults.Ok(
            new HistoryVerificationReply(verdict.Valid, verdict.Entries, verdict.HeadHash) { FirstBrokenSequence = verdict.FirstBroken });
    }
}

/// <summary>Whether the history is what was written.</summary>
/// <param name="Valid">It is: no entry is missing, added or changed.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="HeadHash">
/// The hash of the newest; null when there is none. Kept elsewhere it also proves that nothing was cut off and written anew.
/// </param>
internal sealed record HistoryVerificationReply(bool Valid, long Entries, string? HeadHash)
{
    /// <summary>The first number at which something is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FirstBrokenSequence { get; init; }
}

/// <summary>A page of the history.</summary>
internal sealed record HistoryReply(IReadOnlyList<HistoryEntryReply> History, Pagination Pagination);

/// <summary>Where a page stands.</summary>
internal sealed record Pagination(long Page, long PerPage, long Total, long TotalPages);

/// <summary>An entry of the history.</summary>
internal sealed record HistoryEntryReply : IViewed
{
    [JsonIgnore]
    public Viewer Viewer { get; private init; }

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

    /// <summary>Since when it counts.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The same as `created_at`.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>The end that the level has after it; null when it has none, or does not change.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>
    /// Whether it was taken over from the product before this one: it happened at `created_at`, and was written down here at `recorded_at`.
    /// </summary>
    public required bool Imported { get; init; }

    /// <summary>The levels that count after it.</summary>
    public required IReadOnlyList<string> LevelsAfter { get; init; }

    /// <summary>The facts behind it.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>Its link in the chain.</summary>
    public required string Hash { get; init; }

    /// <summary>Where in the public log it is, and since when; null while it is not in it.</summary>
    public required LogPlace? Log { get; init; }

    /// <summary>Free text, shown to platform admins only.</summary>
    [ShownTo(Viewer.PlatformViewer)]
    public string? Notes { get; init; }

    public static HistoryEntryReply Of(HistoryItem item, bool seesNotes, IReadOnlyDictionary<string, string> names, LogPlace? log)
    {
        using var metadata = JsonDocument.Parse(item.MetadataJson);
        return new()
        {
            Viewer = seesNotes ? Viewer.PlatformViewer : Viewer.Member,
            Id = item.Id,
            Sequence = item.Sequence,
            Level = item.Level.ToString(),
            Action = Words.Of(item.Action),
            Reason = item.Reason,
            PerformedBy = item.Actor.Id,
            PerformedByName = item.Actor.Id is { } id ? names.GetValueOrDefault(id) : null,
            CreatedAt = item.EffectiveAt,
            ValidFrom = item.EffectiveAt,
            ValidUntil = StoredMetadata.Read(item.MetadataJson).ValidUntil,
            RecordedAt = item.RecordedAt,
            Imported = item.IsImported,
            LevelsAfter = [.. item.LevelsAfter.Select(level => level.ToString())],
            Metadata = metadata.RootElement.Clone(),
            Hash = item.Hash,
            Log = log,
            Notes = seesNotes ? item.Notes : null,
        };
    }
}
