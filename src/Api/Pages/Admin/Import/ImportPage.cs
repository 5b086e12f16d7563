using System.IO.Pipelines;
using System.Text;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Import;
using StatusLevels.Api.OrganizationDirectory;
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
        FormInput input, HttpContext context, ImportGate gate, SubscriberImport subscribers, OrganizationImport organizations,
        OrganizationNames names)
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
            new ImportReport(outcomes, tally.Summary(stop: null), chosen)
            {
                IsOfOrganizations = chosen != OfSubscribers,
                IsRehearsal = chosen == Rehearsal,
                Names = await names.OfAsync(outcomes.Select(one => one.OrganizationId).OfType<Guid>(), context.RequestAborted),
                Rest = Rest(text, outcomes, isRehearsal: chosen == Rehearsal),
            });
    }

    // What is still to be taken: of a rehearsal all of it.
    private static string Rest(string text, IReadOnlyList<ImportOutcomeReply> outcomes, bool isRehearsal)
    {
        var failed = outcomes.Where(one => one.Outcome == Grains.Domain.Words.Of(ImportOutcome.Failed)).Select(one => one.Line).ToHashSet();
        return isRehearsal ? text : string.Join('\n', text.Split('\n').Where((_, index) => failed.Contains(index + 1)));
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
/// <param name="Kind">What the lines told of.</param>
internal sealed record ImportReport(IReadOnlyList<ImportOutcomeReply> Outcomes, ImportSummary Summary, string Kind)
{
    /// <summary>The lines told of organizations, not of subscriptions.</summary>
    public required bool IsOfOrganizations { get; init; }

    /// <summary>Nothing was written.</summary>
    public required bool IsRehearsal { get; init; }

    /// <summary>What the organizations are called that the directory has.</summary>
    public required IReadOnlyDictionary<Guid, string> Names { get; init; }

    /// <summary>The lines that were not taken.</summary>
    public required string Rest { get; init; }
}
