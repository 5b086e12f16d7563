using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Limits;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.History;

/// <summary>Marks the endpoint that also answers with CSV, for the API document.</summary>
internal sealed record CsvMetadata;

/// <summary>
/// The whole history as CSV, newest first, a hundred entries at a time: memory holds no more, and no connection of the database waits for a
/// slow reader. Entries never change and <paramref name="newest"/> is fixed, so the parts make one whole. If one cannot be had, the
/// connection is cut, and nobody takes the part for the whole.
/// </summary>
internal sealed partial class CsvHistory(
    IStatusHistory stored, ILogger<CsvHistory> logger, OrganizationId organization, int epoch, long newest, StatusLevel? level,
    HistoryAction? action) : IResult
{
    public const string MediaType = Csv.MediaType;

    private static readonly string[] Columns =
        ["sequence", "level", "action", "reason", "performed_by", "effective_at", "recorded_at", "levels_after", "hash"];

    private const int AtOnce = 100;

    // The server itself cuts off whoever reads next to nothing.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The caller prefers CSV to JSON, by name.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }

        double QualityOf(string type) =>
            accepted.Where(range => range.MediaType == type).Select(range => range.Quality ?? 1).DefaultIfEmpty(-1).Max();
        var (csv, json) = (QualityOf(MediaType), QualityOf("application/json"));
        return csv > 0 && csv > json;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!httpContext.MoveToStreams())
        {
            await Problems.Problem.Overloaded.ExecuteAsync(httpContext);
            return;
        }

        // Before anything is sent: if the database is away, the answer can still say so.
        var rows = await ReadAsync(newest, httpContext.RequestAborted);
        var response = httpContext.Response;
        response.ContentType = $"{MediaType}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"status-history-{organization}.csv\"";
        if (HeadRequest.Is(httpContext))
        {
            return;
        }

        httpContext.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        limit.CancelAfter(Longest);
        try
        {
            await WriteAsync(response, rows, limit.Token);
        }
        catch (Exception exception)
        {
            if (!httpContext.RequestAborted.IsCancellationRequested)
            {
                LogCutOff(logger, exception, organization, Problems.Problem.TraceId(httpContext));
            }

            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpResponse response, IReadOnlyList<HistoryItem> rows, CancellationToken cancellationToken)
    {
        var text = Csv.Begin(Columns);
        for (var next = newest; ; rows = await ReadAsync(next, cancellationToken))
        {
            foreach (var row in rows.Where(row => (level ?? row.Level) == row.Level && (action ?? row.Action) == row.Action))
            {
                Append(text, row);
            }

            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            next -= rows.Count;
            if (next <= 0)
            {
                return;
            }

            await response.Body.FlushAsync(cancellationToken);
            text.Clear();
        }
    }

    private async Task<IReadOnlyList<HistoryItem>> ReadAsync(long upTo, CancellationToken cancellationToken)
    {
        var expected = Math.Min(upTo, AtOnce);
        if (expected <= 0)
        {
            return [];
        }

        var page = await stored.ReadPage(organization, epoch, upTo, new HistoryQuery(0, AtOnce), cancellationToken);
        return page.Items.Length == expected
            ? page.Items
            : throw new InvalidDataException($"{expected} entries up to {upTo} were expected and {page.Items.Length} are there: the organization was forgotten meanwhile.");
    }

    private static void Append(StringBuilder text, HistoryItem row) => text.AppendCsv(
        row.Sequence.ToString(CultureInfo.InvariantCulture), row.Level.ToString(), Words.Of(row.Action), row.Reason, row.Actor.Id,
        Instant.Format(row.EffectiveAt), Instant.Format(row.RecordedAt), string.Join(' ', row.LevelsAfter), row.Hash);

    [LoggerMessage(1, LogLevel.Error, "The history of {Organization} as CSV was cut off; trace {Trace}")]
    private static partial void LogCutOff(ILogger logger, Exception exception, OrganizationId organization, string trace);
}
