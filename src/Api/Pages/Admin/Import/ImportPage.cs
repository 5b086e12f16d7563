using System.IO.Pipelines;
using System.Text;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Import;
using StatusLevels.Api.Pages.Forms;

namespace StatusLevels.Api.Pages.Admin.Import;

/// <summary>Bulk import of what fits into a form; files of any size go to the API or the command line.</summary>
internal static class ImportPage
{
    public const string Address = $"{AdminPages.Home}/import";

    /// <summary>The field with the lines.</summary>
    public const string Lines = "lines";

    /// <summary>The field with what the lines tell of.</summary>
    public const string Kind = "kind";

    private const string OfSubscribers = "subscribers";
    private const string OfOrganizations = "organizations";
    private const string Rehearsal = "organizations_rehearsal";

    /// <summary>What lines can tell of, and whether they are only tried.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [OfSubscribers, Rehearsal, OfOrganizations];

    public static void MapImportPage(this IEndpointRouteBuilder admin) =>
        admin.MapForm("/import", Show, ImportAsync).DisableRequestTimeout();

    private static Page Show() => Page.Of<ImportView>("import.title");

    private static async Task<IResult> ImportAsync(
        FormInput input, HttpContext context, ImportGate gate, SubscriberImport subscribers, OrganizationImport organizations)
    {
        if (input.TextOrNull(Lines) is not { } text)
        {
            return Problem.Invalid(Lines, "must not be blank");
        }

        var chosen = input.TextOrNull(Kind) ?? OfSubscribers;
        // Each line can be repeated by itself; the key of the form is that of no line.
        IImportedLines? kind = chosen switch
        {
            OfSubscribers => new SubscriberLines(subscribers, context.ToCall() with { Key = null }),
            OfOrganizations or Rehearsal => new OrganizationLines(
                organizations, AuditOrigin.Of(context) with { Keyed = null }, isRehearsal: chosen == Rehearsal),
            _ => null,
        };
        if (kind is null)
        {
            return Problem.Invalid(Kind, $"must be one of {string.Join(", ", Kinds)}");
        }

        using var place = gate.Enter();
        if (place is null)
        {
            return Problem.Overloaded with { RetryAfter = ImportGate.Pause };
        }

        var outcomes = await RunAsync(kind, text, context.RequestAborted);
        var tally = new ImportTally();
        foreach (var outcome in outcomes)
        {
            tally.Add(outcome.Outcome);
        }

        return Page.Of<ImportReportView>(
            "import.report",
            new ImportReport(outcomes, tally.Summary(stop: null), chosen != OfSubscribers, chosen == Rehearsal));
    }

    private static async Task<IReadOnlyList<ImportOutcomeReply>> RunAsync(IImportedLines kind, string text, CancellationToken stop)
    {
        var lanes = new ImportLanes(stop);
        var outcomes = new List<Task<ImportOutcomeReply?>>();
        try
        {
            var source = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            await foreach (var line in new NdjsonReader(source, kind.LineBytes).ReadAsync(patience: null, stop))
            {
                if (!line.IsBlank)
                {
                    outcomes.Add(lanes.Take(kind.Read(line)));
                }
            }
        }
        finally
        {
            await lanes.CloseAsync();
        }

        stop.ThrowIfCancellationRequested();
        return [.. (await Task.WhenAll(outcomes)).OfType<ImportOutcomeReply>()];
    }
}

/// <summary>What became of an import.</summary>
/// <param name="Outcomes">Of each line, in their order.</param>
/// <param name="Summary">Of all together.</param>
/// <param name="IsOfOrganizations">The lines told of organizations, not of subscriptions.</param>
/// <param name="IsRehearsal">Nothing was written.</param>
internal sealed record ImportReport(
    IReadOnlyList<ImportOutcomeReply> Outcomes, ImportSummary Summary, bool IsOfOrganizations, bool IsRehearsal);
