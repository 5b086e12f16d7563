using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace StatusLevels.Api.Import;

/// <summary>The answer of an import: a line for each outcome, and the summary.</summary>
internal sealed class ImportAnswer(PipeWriter body) : IDisposable
{
    private const int FullBytes = 16 * 1024;

    private readonly Utf8JsonWriter json = new(body, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });

    private long unsent;

    public ImportTally Tally { get; } = new();

    public bool IsFull => unsent >= FullBytes;

    public void Add(ImportOutcomeReply outcome)
    {
        JsonSerializer.Serialize(json, outcome, ApiJson.Context.ImportOutcomeReply);
        EndLine();
        Tally.Add(outcome.Outcome);
    }

    public Task FlushAsync(CancellationToken cancellationToken)
    {
        if (unsent == 0)
        {
            return Task.CompletedTask;
        }

        unsent = 0;
        return body.FlushAsync(cancellationToken).AsTask();
    }

    public async Task<ImportSummary> EndAsync(ImportStop? stop, Func<Task, Task> wait)
    {
        var summary = Tally.Summary(stop);
        JsonSerializer.Serialize(json, new ImportSummaryReply(summary), ApiJson.Context.ImportSummaryReply);
        EndLine();
        await wait(FlushAsync(CancellationToken.None));
        return summary;
    }

    public void Dispose() => json.Dispose();

    private void EndLine()
    {
        json.Flush();
        unsent += json.BytesCommitted + 1;
        json.Reset();
        body.Write("\n"u8);
    }
}
