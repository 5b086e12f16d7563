using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Mail;

/// <summary>How mail stands, and where it does not arrive.</summary>
internal static class MailPage
{
    public const string Address = $"{AdminPages.Home}/mail";

    /// <summary>Where the form of a test is sent.</summary>
    public const string Testing = $"{Address}/test";

    private const int MostAddresses = 200;

    public static void MapMailPage(this IEndpointRouteBuilder admin)
    {
        admin.MapForm("/mail", Show, FailAsync);
        admin.MapFormOf("/mail/test", Show, TestAsync);
    }

    private static Task<Page> Show(
        HttpContext context, NpgsqlDataSource database, TimeProvider clock, MailSettings settings, MailMetrics metrics,
        FailingAddresses failing) => ShowAsync(context, database, clock, settings, metrics, failing, test: null);

    private static async Task<Page> ShowAsync(
        HttpContext context, NpgsqlDataSource database, TimeProvider clock, MailSettings settings, MailMetrics metrics,
        FailingAddresses failing, Attempt? test)
    {
        var delivery = (await DeliverySummaryEndpoint.Read(context, database, clock)).Value!;
        return Page.Of<MailView>(
            "mail_page.title",
            new MailModel(
                settings, metrics.IsStopped, delivery.HeldBecause, delivery.Channels.Single(channel => channel.Channel == "mail"),
                delivery.Untold, await failing.ReadAsync(MostAddresses, context.RequestAborted), test));
    }

    private static async Task<IResult> TestAsync(
        FormInput input, HttpContext context, NpgsqlDataSource database, TimeProvider clock, MailSettings settings, MailMetrics metrics,
        FailingAddresses failing, Visitors visitors)
    {
        if (!settings.IsOn)
        {
            return MailProblems.Off;
        }

        var language = PageLanguage.Of(context.Request, await visitors.OfAsync(context));
        var test = await context.RequestServices.GetRequiredService<TestMail>()
            .SendAsync(input["email"].Trim(), language, context.RequestAborted);
        return test is null
            ? Problem.Invalid("email", EmailAddress.Expected)
            : await ShowAsync(context, database, clock, settings, metrics, failing, test);
    }

    private static async Task<IResult> FailAsync(FormInput input, HttpContext context, MailLinks links)
    {
        await MailEndpoints.Fail(new(new(input["address"].Trim(), input["reason"].Trim())), context, links);
        return FormRoutes.Done(context, Address, "mail_failure");
    }
}

/// <summary>What the page of mail shows.</summary>
/// <param name="Settings">How mail leaves.</param>
/// <param name="IsStopped">The server refuses this node.</param>
/// <param name="HeldBecause">Why nothing is sent; null while it is.</param>
/// <param name="Channel">What waits, and what became of the mail of a day.</param>
/// <param name="Untold">Notices of a day that nobody could be written to about.</param>
/// <param name="Failing">Addresses that nothing is sent to.</param>
/// <param name="Test">What came of a test that was just made; null for none.</param>
internal sealed record MailModel(
    MailSettings Settings, bool IsStopped, string? HeldBecause, ChannelSummary Channel, long Untold, IReadOnlyList<FailingAddress> Failing,
    Attempt? Test);
