using System.Globalization;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.OrganizationDirectory;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Catalog;

/// <summary>
/// What the levels ask for, and what other criteria would change. The preview is asked for by its address: it changes nothing.
/// </summary>
internal static class CatalogPage
{
    public const string Address = $"{AdminPages.Home}/catalog";

    private const int MostItems = 100;

    public static void MapCatalogPage(this IEndpointRouteBuilder admin) => admin.MapPage("/catalog", Show);

    private static async Task<Page> Show(
        HttpContext context, StatusLevelCatalog catalog, CatalogPreview preview, OrganizationNames names, string? min_review_count,
        string? min_response_rate, string? max_avg_response_hours, string? min_public_cases)
    {
        var query = new QueryReader();
        var asked = new CatalogPreviewRequest(
            (int?)query.Number(nameof(min_review_count), min_review_count, 0, int.MaxValue),
            Fraction(query, nameof(min_response_rate), min_response_rate),
            Fraction(query, nameof(max_avg_response_hours), max_avg_response_hours),
            (int?)query.Number(nameof(min_public_cases), min_public_cases, 0, int.MaxValue));
        query.ThrowIfAny();
        var isAsked = asked != new CatalogPreviewRequest();
        var reply = isAsked
            ? await CatalogPreviewEndpoint.Compare(
                catalog, CatalogPreviewEndpoint.Proposed(asked, catalog.Criteria), MostItems, preview, context.RequestAborted)
            : null;
        var known = await names.OfAsync(
            reply is null ? [] : reply.Gain.Items.Concat(reply.Lose.Items).Select(one => one.OrganizationId), context.RequestAborted);
        return Page.Of<CatalogView>("catalog.title", new CatalogModel(catalog, asked, reply, known));
    }

    private static decimal? Fraction(QueryReader query, string name, string? text)
    {
        var isOne = decimal.TryParse(text?.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        query.AddIf(!string.IsNullOrEmpty(text) && !isOne, name, "must be a number");
        return isOne ? number : null;
    }
}

/// <summary>What the page of the catalog shows.</summary>
/// <param name="Catalog">What is enforced.</param>
/// <param name="Asked">Other criteria; what is null stays.</param>
/// <param name="Preview">What they would change; null where none were given.</param>
/// <param name="Names">Names of organizations.</param>
internal sealed record CatalogModel(
    StatusLevelCatalog Catalog, CatalogPreviewRequest Asked, CatalogPreviewReply? Preview, IReadOnlyDictionary<Guid, string> Names);
