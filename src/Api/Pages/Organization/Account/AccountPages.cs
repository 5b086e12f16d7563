using StatusLevels.Api.Accounts;
using StatusLevels.Api.History;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.TransparencyLog;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Organization.Account;

/// <summary>The history of an organization, to read, to print and to take away.</summary>
internal static class AccountPages
{
    public const string Csv = $"{OrganizationPages.Account}/csv";

    private const int PageSize = 20;

    public static void MapAccountPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(OrganizationPages.Account, ShowAsync);
        routes.MapPage(Csv, CsvAsync);
    }

    private static async Task<Page> ShowAsync(
        RouteUuid organization_id, HttpContext context, IGrainFactory grains, UserNames people, LogStore log, string? page,
        string? level, string? action, string? upto)
    {
        var (number, query) = Read(page, level, action, upto);
        var history = await grains.OrganizationStatus(new OrganizationId(organization_id.Value)).GetHistory(query, context.RequestAborted);
        return Page.Of<AccountView>("past.title", new AccountModel(
            organization_id.Value, history, query, number, (history.Total + PageSize - 1) / PageSize,
            await people.OfAsync(history.Items.Select(item => item.Actor), context.RequestAborted),
            await log.PlacesAsync(organization_id.Value, history.Items.Select(item => item.Sequence), context.RequestAborted)));
    }

    private static async Task<CsvHistory> CsvAsync(
        RouteUuid organization_id, IGrainFactory grains, IStatusHistory stored, ILogger<CsvHistory> logger, string? level,
        string? action)
    {
        var (_, query) = Read(page: null, level, action, upto: null);
        var organization = new OrganizationId(organization_id.Value);
        var status = await grains.OrganizationStatus(organization).GetStatus();
        return new CsvHistory(stored, logger, organization, status.Epoch, status.Sequence, query.Level, query.Action);
    }

    private static (long Page, HistoryQuery Query) Read(string? page, string? level, string? action, string? upto)
    {
        var query = new QueryReader();
        var number = query.Number(nameof(page), page, 1, int.MaxValue) ?? 1;
        var wanted = new HistoryQuery(
            (number - 1) * PageSize, PageSize, query.Word<StatusLevel>(nameof(level), level),
            query.Word<HistoryAction>(nameof(action), action), query.Number(nameof(upto), upto, 0, long.MaxValue));
        query.ThrowIfAny();
        return (number, wanted);
    }
}

/// <summary>A page of the history.</summary>
internal sealed record AccountModel(
    Guid Organization, HistoryPage History, HistoryQuery Query, long Page, long Pages, IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<long, LogPlace> Places)
{
    public bool IsFiltered => Query.Level is not null || Query.Action is not null;

    /// <summary>Another page of the same, which does not drift while entries are added.</summary>
    public string AddressOf(long page) => Address(
        OrganizationPages.Account,
        ("page", page.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("upto", History.UpTo.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public string CsvAddress => Address(AccountPages.Csv);

    private string Address(string path, params (string Name, string Value)[] more)
    {
        List<(string Name, string? Value)> query =
        [
            ("level", Query.Level?.ToString()), ("action", Query.Action is { } action ? Words.Of(action) : null),
            .. more.Select(pair => (pair.Name, (string?)pair.Value)),
        ];
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
            path, query.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
    }
}
