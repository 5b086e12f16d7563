using Microsoft.Extensions.DependencyInjection.Extensions;
using StatusLevels.Api.Notifications;
using StatusLevels.Api.Organizations;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Expiry;

/// <summary>Whose levels end soon, and settling at once what is due.</summary>
internal static class ExpiryEndpoints
{
    private const int UsualDays = 60;
    private const int MostDays = 366;

    public static void AddExpiry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ExpiringLevels>();
        // A silo in the same process brings it along.
        builder.Services.TryAddSingleton<ExpirySummaryReader>();
    }

    public static void MapExpiry(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").RequireAuthorization(Policies.PlatformAdmin).WithTags("Administration");

        admin.MapGet("/expiring", List)
            .MayAnswer(ProblemCode.ValidationFailed)
            .WithSummary("The levels that end soon")
            .WithDescription("""
                Levels whose end lies within `days` (1..366, 60 unless it says otherwise), the nearest first, with the notices of that end: raised,
                superseded by a later one, or still pending. An A in payment grace has no date and is not listed. Pages of `limit` (1..100, larger is
                capped); `next_cursor` is the `cursor` of the next. `untold=true` lists those alone with a notice that nobody could be written to
                about.
                """);

        admin.MapPost("/organizations/{organization_id}/expiry-check", Check)
            .OnCondition()
            .MayAnswer(ProblemCode.OriginNotAllowed, RefusalProblems.Conflict, ProblemCode.OutcomeUnknown)
            .WithSummary("Settle what is due now")
            .WithDescription("""
                Does what the organization's own reminder does: raises the notices and ends the levels whose time has come. Harmless at any time;
                answers what it did, which normally is nothing, and when the organization is due next.
                """);
    }

    private static async Task<Ok<ExpiringPage>> List(
        HttpContext context, ExpiringLevels levels, TimeProvider clock, string? days, string? untold, string? cursor, string? limit)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit, PageCursor.Read);
        var span = query.Number(nameof(days), days, 1, MostDays) ?? UsualDays;
        var untoldOnly = query.Flag(nameof(untold), untold) ?? false;
        query.ThrowIfAny();

        var now = clock.GetUtcNow();
        var after = page.After is { } last ? new ExpiringPlace(last.At, last.Id) : null;
        var read = await levels.ReadPage(now, now.AddDays(span), after, page.Take, untoldOnly, context.RequestAborted);
        var (items, next) = page.Cut(read, level => new PageCursor(level.Place.ValidUntil, level.Place.Id).ToString(), context);
        return TypedResults.Ok(new ExpiringPage([.. items.Select(level => ExpiringReply.Of(level, now))], next));
    }

    private static async Task<Results<Ok<ExpiryCheckReply>, Problem>> Check(
        RouteUuid organization_id, HttpContext context, CommandSender commands)
    {
        var (reply, problem) = await commands.Send(organization_id, context, new StatusCommand.Tick());
        return problem is not null ? problem : TypedResults.Ok(ExpiryCheckReply.Of(reply));
    }
}

/// <summary>A page of levels that end soon.</summary>
/// <param name="NextCursor">The <c>cursor</c> of the next page; null on the last one.</param>
internal sealed record ExpiringPage(IReadOnlyList<ExpiringReply> Items, string? NextCursor);

/// <summary>A level that ends soon.</summary>
internal sealed record ExpiringReply
{
    public required Guid OrganizationId { get; init; }

    /// <summary>The organization's name in the directory; null when it has none.</summary>
    public required string? Name { get; init; }

    /// <summary>Its short name there.</summary>
    public required string? Slug { get; init; }

    public required string Level { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>Remaining days, rounded up.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>The notices of this end, in order of time.</summary>
    public required IReadOnlyList<ExpiringNoticeReply> Notices { get; init; }

    public static ExpiringReply Of(ExpiringLevel level, DateTimeOffset now) => new()
    {
        OrganizationId = level.OrganizationId.Value,
        Name = level.Name,
        Slug = level.Slug,
        Level = level.Level.ToString(),
        ValidUntil = level.Place.ValidUntil,
        DaysLeft = Instant.DaysUntil(level.Place.ValidUntil, now),
        Notices =
        [
            .. level.Notices.Select(notice =>
                new ExpiringNoticeReply(
                    notice.DaysBefore, notice.DueAt, Words.Of(notice.Outcome), notice.RaisedAt, ToldReply.Of(notice.Told))),
        ],
    };
}

/// <summary>A notice of an end.</summary>
/// <param name="DaysBefore">Days before the end.</param>
/// <param name="DueAt">When it is to be raised.</param>
/// <param name="Outcome"><c>raised</c>, <c>superseded</c> or <c>pending</c>.</param>
/// <param name="RaisedAt">When it was raised, if it was.</param>
/// <param name="Told">Where it went, the first one first; empty while it is not raised.</param>
internal sealed record ExpiringNoticeReply(
    int DaysBefore, DateTimeOffset DueAt, string Outcome, DateTimeOffset? RaisedAt, IReadOnlyList<ToldReply> Told);

/// <summary>What a check did.</summary>
/// <param name="CurrentLevel">The highest level that counts after it, <c>"0"</c> when none does.</param>
/// <param name="Version">Counts the writes of the organization.</param>
/// <param name="Entries">The history entries that it made, in order.</param>
/// <param name="Notices">The notices that it raised.</param>
/// <param name="NextDue">When something falls due next; null when nothing does.</param>
internal sealed record ExpiryCheckReply(
    Guid OrganizationId, string CurrentLevel, long Version, IReadOnlyList<CheckedEntry> Entries, IReadOnlyList<CheckedNotice> Notices,
    DateTimeOffset? NextDue)
{
    public static ExpiryCheckReply Of(CommandReply reply) => new(
        reply.Status.OrganizationId.Value, reply.Status.CurrentLevel?.ToString() ?? "0", reply.Status.Version,
        [.. reply.Entries.Select(entry => new CheckedEntry(
            entry.Sequence, entry.Level.ToString(), Words.Of(entry.Action), entry.Reason, entry.EffectiveAt, entry.RecordedAt))],
        [.. reply.Notices.Select(
            notice => new CheckedNotice(Words.Of(notice.Kind), notice.Level.ToString(), notice.Point, notice.EndsAt, notice.DueAt))],
        reply.Status.NextDue);
}

/// <summary>An entry that a check made.</summary>
/// <param name="EffectiveAt">Since when it counts.</param>
/// <param name="RecordedAt">When it was written down.</param>
internal sealed record CheckedEntry(
    long Sequence, string Level, string Action, string? Reason, DateTimeOffset EffectiveAt, DateTimeOffset RecordedAt);

/// <summary>A notice that a check raised.</summary>
/// <param name="Kind"><c>expiry</c> or <c>grace</c>.</param>
/// <param name="Point">Days before the end, or days into the grace.</param>
/// <param name="EndsAt">The end that it warns of.</param>
/// <param name="DueAt">When it was to be raised.</param>
internal sealed record CheckedNotice(string Kind, string Level, int Point, DateTimeOffset EndsAt, DateTimeOffset DueAt);
