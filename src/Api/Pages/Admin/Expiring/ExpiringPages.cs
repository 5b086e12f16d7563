using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Pages.Admin.Expiring;

/// <summary>What ends soon, with what was told to whom, and changes of several at once.</summary>
internal static class ExpiringPages
{
    public const string Address = "/admin/expiring";

    public const string Previewing = $"{Address}/preview";

    public const string Changing = $"{Address}/changes";

    private const int UsualDays = 60;
    private const int MostDays = 366;

    public static void MapExpiring(this IEndpointRouteBuilder admin)
    {
        admin.MapPage(Address, Show);
        admin.MapFormOf(Previewing, Show, Preview);
        admin.MapFormOf(Changing, Preview, Change);
    }

    private static async Task<Page> Show(
        HttpContext context, FormInput input, ExpiringLevels levels, TimeProvider clock, string? kind, string? days, string? cursor)
    {
        // A form that was not taken comes back to the list that it was sent from.
        kind ??= input.TextOrNull(nameof(kind));
        days ??= input.TextOrNull(nameof(days));
        cursor ??= input.TextOrNull(nameof(cursor));
        var query = new QueryReader();
        var page = query.Page(cursor, limit: "50", PageCursor.Read);
        var span = (int)(query.Number(nameof(days), days, 1, MostDays) ?? UsualDays);
        var wanted = query.Word<EndingKind>(nameof(kind), kind) ?? EndingKind.Levels;
        query.ThrowIfAny();

        var (now, cancelled) = (clock.GetUtcNow(), context.RequestAborted);
        var until = now.AddDays(span);
        var after = page.After is { } last ? new ExpiringPlace(last.At, last.Id) : null;
        var read = wanted == EndingKind.Graces
            ? await levels.ReadGraces(now, until, after, page.Take, cancelled)
            : await levels.ReadPage(now, until, after, page.Take, untold: wanted == EndingKind.Untold, cancelled);
        var (items, next) = page.Cut(read, level => new PageCursor(level.Place.ValidUntil, level.Place.Id).ToString(), context);
        return Page.Of<ExpiringView>("admin.expiring.title", new EndingList
        {
            Kind = wanted,
            Days = span,
            Items = items,
            Next = next,
            Cursor = cursor,
            Levels = await levels.Count(now, until, cancelled),
            Graces = await levels.CountGraces(now, until, cancelled),
        });
    }

    private static async Task<Page> Preview(FormInput input, HttpContext context, BulkChanges changes)
    {
        var asked = BulkChange.ReadChosen(input);
        return Page.Of<PreviewView>("admin.bulk.title", await changes.PreviewAsync(asked, context.RequestAborted));
    }

    private static async Task<Page> Change(FormInput input, HttpContext context, BulkChanges changes)
    {
        var result = await changes.RunAsync(BulkChange.Read(input), context);
        return Page.Of<BulkResultView>("admin.bulk.done.title", result);
    }
}

/// <summary>What ends: a level by its date, the grace that alone holds it, or a level with a notice that reached nobody.</summary>
internal enum EndingKind
{
    Levels,
    Graces,
    Untold,
}

/// <summary>A page of what ends soon.</summary>
internal sealed record EndingList
{
    public required EndingKind Kind { get; init; }

    /// <summary>How far ahead it looks.</summary>
    public required int Days { get; init; }

    /// <summary>The nearest end first.</summary>
    public required IReadOnlyList<ExpiringLevel> Items { get; init; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public required string? Next { get; init; }

    /// <summary>Where this page begins; null for the first one.</summary>
    public required string? Cursor { get; init; }

    /// <summary>How many levels end.</summary>
    public required long Levels { get; init; }

    /// <summary>How many graces end.</summary>
    public required long Graces { get; init; }

    /// <summary>What can be done to all of it. A grace is of level A, which is renewed to a day only.</summary>
    public IEnumerable<BulkAction> Actions =>
        Enum.GetValues<BulkAction>().Where(action => action != BulkAction.Renew || Kind != EndingKind.Graces);

    /// <summary>By which a form finds back to this list.</summary>
    public IEnumerable<KeyValuePair<string, string>> Place =>
    [
        new("kind", Words.Of(Kind)), new("days", $"{Days}"),
        .. Cursor is null ? [] : (KeyValuePair<string, string>[])[new("cursor", Cursor)],
    ];

    public static string Address(EndingKind kind, int days, string? cursor = null) =>
        $"{ExpiringPages.Address}?kind={Words.Of(kind)}&days={days}{(cursor is null ? "" : $"&cursor={cursor}")}";

    /// <summary>The list that a form was sent from.</summary>
    public static string AddressOf(FormInput input) =>
        $"{ExpiringPages.Address}{QueryString.Create(PlaceOf(input).Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))}";

    /// <summary>What is known of that list.</summary>
    public static IEnumerable<KeyValuePair<string, string>> PlaceOf(FormInput input) =>
        from name in (string[])["kind", "days", "cursor"]
        where input.TextOrNull(name) is not null
        select KeyValuePair.Create(name, input[name]);
}
