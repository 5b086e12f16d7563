using System.IO.Pipelines;
using System.Text;
using StatusLevels.Api.Import;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Pages.Admin.Import;

/// <summary>Bulk import of what fits into a form; files of any size go to the API or the command line.</summary>
internal static class ImportPage
{
    public const string Address = $"{AdminPages.Home}/import";

    /// <summary>The field with the lines.</summary>
    public const string Lines = "lines";

    public static void MapImportPage(this IEndpointRouteBuilder admin) =>
        admin.MapForm("/import", Show, ImportAsync).DisableRequestTimeout();

    private static Page Show() => Page.Of<ImportView>("import.title");

    private static async Task<IResult> ImportAsync(FormInput input, HttpContext context, ImportGate gate, SubscriberImport subscribers)
    {
        if (input.TextOrNull(Lines) is not { } text)
        {
            return Problem.Invalid(Lines, "must not be blank");
        }

        using var place = gate.Enter();
        if (place is null)
        {
            return Problem.Overloaded with { RetryAfter = ImportGate.Pause };
        }

        // Each line can be repeated by itself; the key of the form is that of no line.
        var outcomes = await RunAsync(subscribers, text, context.ToCall() with { Key = null }, context.RequestAborted);
        var tally = new ImportTally();
        foreach (var outcome in outcomes)
        {
            tally.Add(outcome.Outcome);
        }

        return Page.Of<ImportReportView>("import.report", new ImportReport(outcomes, tally.Summary(stop: null)));
    }

    private static async Task<IReadOnlyList<ImportOutcomeReply>> RunAsync(
        SubscriberImport subscribers, string text, Call call, CancellationToken stop)
    {
        var kind = new SubscriberLines(subscribers, call);
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
internal sealed record ImportReport(IReadOnlyList<ImportOutcomeReply> Outcomes, ImportSummary Summary);
