using StatusLevels.Api.Badges;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Badges;

/// <summary>Where badges of all organizations were seen, as browsers report it.</summary>
internal static class SeenPage
{
    public const string Address = $"{AdminPages.Home}/badges";

    /// <summary>How many sites are shown.</summary>
    public const int Most = 100;

    public static void MapSeenPage(this IEndpointRouteBuilder admin) => admin.MapPage("/badges", ShowAsync);

    // Sites that are not known to be the organization's are what somebody has to look at.
    private static async Task<Page> ShowAsync(
        HttpContext context, ImpressionReports reports, TimeProvider clock, string? from, string? to, string? all)
    {
        var query = new QueryReader();
        var (first, last) = ImpressionEndpoints.Days(query, from, to, clock);
        query.ThrowIfAny();
        var isAll = !string.IsNullOrEmpty(all);
        return Page.Of<SeenView>("admin.badges.title", new SeenModel(
            first, last, isAll, await reports.ReadAllAsync(first, last, isAll ? null : false, Most, context.RequestAborted)));
    }
}

/// <summary>Where badges were seen.</summary>
internal sealed record SeenModel(DateOnly From, DateOnly To, bool IsAll, IReadOnlyList<SiteImpressionsReply> Items);
