using Microsoft.AspNetCore.WebUtilities;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Organizations;

namespace StatusLevels.Api.Pages.Admin.Organizations;

/// <summary>The list of organizations, searched and narrowed as the API's is.</summary>
internal static class AdminOrganizationList
{
    public static void MapAdminOrganizationList(this IEndpointRouteBuilder admin) =>
        admin.MapPage(AdminOrganizationPages.Address, Show);

    private static async Task<Page> Show(
        HttpContext context, OrganizationList organizations, TimeProvider clock, string? level, string? q, string? in_grace,
        string? expiring_within_days, string? cursor)
    {
        var query = new QueryReader();
        var page = query.Page(cursor, limit: null, ItemCursor.ReadId);
        var now = Instant.Truncate(clock.GetUtcNow());
        var asked = new AskedOrganizations(level, q?.Trim(), in_grace, expiring_within_days);
        var filter = OrganizationListEndpoint.Filter(query, now, level, asked.Query, in_grace, expiring_within_days);
        query.ThrowIfAny();

        var (read, total) = await organizations.ReadPage(filter, now, page.After, page.Take, context.RequestAborted);
        var (items, next) = page.Cut(read, item => ItemCursor.Of(item.Id.Value), context);
        return Page.Of<AdminOrganizationListView>(
            "admin.organizations.title", new ListedOrganizations(items, total, next, page.After is not null, asked, filter.Id));
    }
}

/// <summary>What the form above the list says.</summary>
/// <param name="Level"><c>0</c>, <c>A</c>, <c>B</c> or <c>C</c>; empty for any.</param>
/// <param name="Query">A part of a name, or a whole id.</param>
/// <param name="InGrace"><c>true</c> or <c>false</c>; empty for any.</param>
/// <param name="Days">With a level that ends within so many; empty for any.</param>
internal sealed record AskedOrganizations(string? Level, string? Query, string? InGrace, string? Days)
{
    public bool Any =>
        !(string.IsNullOrEmpty(Level) && string.IsNullOrEmpty(Query) && string.IsNullOrEmpty(InGrace) && string.IsNullOrEmpty(Days));

    /// <summary>The list that it asks for, from this place on.</summary>
    public string Address(string? cursor)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["q"] = Query,
            ["level"] = Level,
            ["in_grace"] = InGrace,
            ["expiring_within_days"] = Days,
            ["cursor"] = cursor,
        };
        return QueryHelpers.AddQueryString(AdminOrganizationPages.Address, query.Where(pair => !string.IsNullOrEmpty(pair.Value)));
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Items">The organizations.</param>
/// <param name="Total">How many match.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
/// <param name="IsLater">It is not the first page.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="Id">The id that was searched for: any is an organization, also one that nobody has heard of.</param>
internal sealed record ListedOrganizations(
    IReadOnlyList<ListedOrganization> Items, long Total, string? Next, bool IsLater, AskedOrganizations Asked, Guid? Id);
