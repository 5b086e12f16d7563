using StatusLevels.Silo.Organizations;

namespace StatusLevels.Api.OrganizationDirectory;

/// <summary>Which organizations there are.</summary>
internal static class OrganizationListEndpoint
{
    private const string NoLevel = "0";
    private const int MostDays = 366;

    public static void MapOrganizationList(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/admin/organizations", List)
        .RequireAuthorization(Policies.PlatformAdmin)
        .WithTags("Directory")
        .MayAnswer(ProblemCode.ValidationFailed)
        .WithSummary("The organizations")
        .WithDescription("""
            Those that have a history or an entry in the directory, in order of their ids, with their exact number. `level` (`0`, `A`, `B`, `C`) is the
            highest level that counts now; `q` is a part of the name or the slug, whatever its case, or a whole id; `in_grace` (`true`, `false`): whether payment grace is
            all that holds A; `expiring_within_days` (1..366): a level has a date within so many days. Together they narrow each other. Pages of `limit`
            (1..100, larger is capped); `next_cursor` is the `cursor` of the next.
            """);

    private static async Task<Ok<OrganizationPage>> List(
        HttpContext context, OrganizationList organizations, TimeProvider clock,
        string? level, string? q, string? in_grace, string? expiring_within_days, string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, ItemCursor.ReadId);
        var now = Instant.Truncate(clock.GetUtcNow());
        var filter = Filter(query, now, level, q, in_grace, expiring_within_days);
        query.ThrowIfAny();

        var (read, total) = await organizations.ReadPage(filter, now, page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, item => ItemCursor.Of(item.Id.Value), context);
        return TypedResults.Ok(new OrganizationPage([.. items.Select(item => OrganizationReply.Of(item, now))], next, total));
    }

    /// <summary>Which organizations a caller asks for.</summary>
    public static OrganizationFilter Filter(
        QueryReader query, DateTimeOffset now, string? level, string? q, string? in_grace, string? expiring_within_days)
    {
        var days = query.Number(nameof(expiring_within_days), expiring_within_days, 1, MostDays);
        var grace = query.Flag(nameof(in_grace), in_grace);
        var wanted = Level(query, level);
        var named = query.Text(nameof(q), q, TextLengths.Name);
        var id = Uuid.TryParse(named, out var whole) ? whole : (Guid?)null;
        var part = named is null || id is not null ? null : DirectoryRules.SearchKey(named);
        return new(wanted, part, grace, days is { } span ? now.AddDays(span) : null, id);
    }

    private static CurrentLevel? Level(QueryReader query, string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return null;
        }

        var known = Words.TryParse<StatusLevel>(word, out var level);
        query.AddIf(!known && word != NoLevel, "level", $"must be one of {NoLevel}, {string.Join(", ", Enum.GetNames<StatusLevel>())}");
        return new CurrentLevel(known ? level : null);
    }
}

/// <summary>A page of organizations.</summary>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last one.</param>
/// <param name="Total">How many organizations match.</param>
internal sealed record OrganizationPage(IReadOnlyList<OrganizationReply> Items, string? NextCursor, long Total);

/// <summary>An organization in a list.</summary>
/// <param name="Id">The organization.</param>
/// <param name="Name">Its name in the directory; null when it has none.</param>
/// <param name="Slug">Its short name there.</param>
/// <param name="CurrentLevel">The highest level that counts: <c>A</c>, <c>B</c>, <c>C</c>, or <c>"0"</c> when none does.</param>
/// <param name="ActiveLevels">The levels that count, lowest first.</param>
internal sealed record OrganizationReply(
    Guid Id, string? Name, string? Slug, string CurrentLevel, IReadOnlyList<ListedLevelReply> ActiveLevels)
{
    public static OrganizationReply Of(ListedOrganization item, DateTimeOffset now) => new(
        item.Id.Value, item.Name, item.Slug, item.Levels.IsEmpty ? "0" : item.Levels[^1].Level.ToString(),
        [.. item.Levels.Select(held => new ListedLevelReply(
            held.Level.ToString(), held.State, held.ValidUntil, held.ValidUntil is { } end ? Instant.DaysUntil(end, now) : null,
            held.GraceEndsAt))]);
}

/// <summary>A level that counts.</summary>
/// <param name="Level"><c>A</c>, <c>B</c> or <c>C</c>.</param>
/// <param name="State"><c>active</c> or <c>grace</c>.</param>
/// <param name="ValidUntil">Its exclusive end; null without end and in grace.</param>
/// <param name="DaysUntilExpiry">Remaining 24-hour days, rounded up.</param>
/// <param name="GraceEndsAt">The exclusive end of the payment grace.</param>
internal sealed record ListedLevelReply(
    string Level, string State, DateTimeOffset? ValidUntil, int? DaysUntilExpiry, DateTimeOffset? GraceEndsAt);
