using System.Text;
using StatusLevels.Api.Analytics;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Silo.Analytics;

namespace StatusLevels.Api.Pages.Admin.Analytics;

/// <summary>What happened, day by day: drawn, as tables and as CSV.</summary>
internal static class AnalyticsPage
{
    public const string Address = $"{AdminPages.Home}/analytics";

    public static void MapAnalyticsPage(this IEndpointRouteBuilder admin)
    {
        admin.MapPage("/analytics", Show);
        admin.MapPage("/analytics.csv", DownloadAsync);
    }

    private static async Task<Page> Show(HttpContext context, AnalyticsReader analytics, TimeProvider clock, string? from, string? to) =>
        Page.Of<AnalyticsView>(
            "analytics.title", new AnalyticsModel((await AnalyticsEndpoint.Get(context, analytics, clock, from, to)).Value!));

    private static async Task<IResult> DownloadAsync(
        HttpContext context, AnalyticsReader analytics, TimeProvider clock, string? from, string? to)
    {
        var reply = (await AnalyticsEndpoint.Get(context, analytics, clock, from, to)).Value!;
        var text = Csv.Begin("date", "metric", "value");
        foreach (var (date, metric, value) in new AnalyticsModel(reply).Lines())
        {
            text.AppendCsv(date, metric, value);
        }

        return Results.File(
            Encoding.UTF8.GetBytes(text.ToString()), $"{Csv.MediaType}; charset=utf-8",
            $"analytics-{AnalyticsModel.Text(reply.From)}-{AnalyticsModel.Text(reply.To)}.csv");
    }
}
