using System.Globalization;
using System.IO.Pipelines;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Import.CommandLine;

/// <summary>
/// Sends the input in parts, each small enough to be sent before its outcomes are read: HTTP/1.1 clients do one after the other.
/// Nothing is remembered between runs: the product knows what it has done.
/// </summary>
internal sealed class ImportSending(ProductClient product, ImportKind kind, ImportProgress progress, ImportFailures failures)
{
    public const string RunAgain = "Run the same command again: what was done is not done twice.";

    private const int PartLines = 2_000;
    private const int MostRefusals = 12;

    /// <summary>Null when all of it was sent and answered, else a sentence that says why not.</summary>
    public async Task<string?> RunAsync(Stream input, AdminCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            await product.SignInAsync(credentials, cancellationToken);
            var stop = await SendAsync(input, cancellationToken);
            await product.SignOutAsync(cancellationToken);
            return stop;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped("Stopped", ". " + RunAgain);
        }
        catch (ImportRefusedException refused)
        {
            return Stopped("The product refused to go on", $": {refused.Message}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
        {
            return Stopped("The connection was lost", $" ({exception.Message.TrimEnd('.')}). {RunAgain}");
        }
    }

    private string Stopped(string what, string why) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} after {progress.Lines:N0} outcomes{why}");

    private async Task<string?> SendAsync(Stream input, CancellationToken cancellationToken)
    {
        var size = input.CanSeek ? input.Length : (long?)null;
        var bytes = new MemoryStream();
        var (before, lines, sent) = (0, 0, 0L);
        await foreach (
            var line in new NdjsonReader(PipeReader.Create(input), kind.LineBytes).ReadAsync(patience: null, cancellationToken))
        {
            if (line.Bytes is { } read)
            {
                bytes.Write(read);
            }
            else
            {
                Take(kind.TooLong(line));
            }

            bytes.WriteByte((byte)'\n');
            if (++lines == PartLines && await SendPartAsync() is { } stop)
            {
                return stop;
            }
        }

        return lines == 0 ? null : await SendPartAsync();

        async Task<string?> SendPartAsync()
        {
            var part = new Part(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), before, lines, sent, size);
            var stop = await PatientlyAsync(part, cancellationToken);
            (before, lines, sent) = (before + lines, 0, sent + bytes.Length);
            bytes.SetLength(0);
            return stop;
        }
    }

    // A product that is busy says how long to wait; an import that was cut off may still be writing its last lines.
    private async Task<string?> PatientlyAsync(Part part, CancellationToken cancellationToken)
    {
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                return await SendAsync(part, cancellationToken);
            }
            catch (ImportRefusedException refused) when (refused.RetryAfter is { } pause && refusals < MostRefusals)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    private async Task<string?> SendAsync(Part part, CancellationToken cancellationToken)
    {
        ImportSummary? end = null;
        await foreach (var (outcome, summary) in new ImportClient(product, kind).ImportAsync(part.Bytes, cancellationToken))
        {
            end = summary;
            if (outcome is not null)
            {
                progress.Share = part.ShareAt(outcome.Line);
                Take(outcome with { Line = outcome.Line + part.Before });
            }
        }

        return end is null ? throw new IOException("the answer has no end")
            : end.Complete ? null
            : Stopped("The product stopped", $": {end.Detail} {RunAgain}");
    }

    private void Take(ImportOutcomeReply outcome)
    {
        progress.Add(outcome.Outcome);
        if (outcome.Outcome == Words.Of(ImportOutcome.Failed))
        {
            failures.Tell(outcome);
        }
    }

    /// <summary>Some lines of the input: after how many others, and after how many bytes of how many.</summary>
    private readonly record struct Part(ReadOnlyMemory<byte> Bytes, int Before, int Lines, long Sent, long? Size)
    {
        public double? ShareAt(int line) => (Sent + (Bytes.Length * (double)line / Lines)) / Size;
    }
}
