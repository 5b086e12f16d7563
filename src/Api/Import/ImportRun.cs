using System.Threading.Channels;

namespace StatusLevels.Api.Import;

/// <summary>One import: lines in, outcomes out in the same order, both as they come.</summary>
internal sealed class ImportRun(IImportedLines kind, ImportLimits limits, CancellationToken nodeStops)
{
    private readonly Channel<Task<ImportOutcomeReply?>> outcomes =
        Channel.CreateBounded<Task<ImportOutcomeReply?>>(
            new BoundedChannelOptions(ImportLimits.Window) { SingleReader = true, SingleWriter = true });

    private long movedAt = TimeProvider.System.GetTimestamp();

    /// <summary>
    /// Ends when nothing is being written any more. The caller that left gets nothing; any other one gets the summary last.
    /// </summary>
    public async Task<ImportSummary> RunAsync(HttpContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, nodeStops);
        var lanes = new ImportLanes(stop.Token);
        var reading = ReadAsync(new NdjsonReader(context.Request.BodyReader, kind.LineBytes), lanes, stop.Token);
        using var answer = new ImportAnswer(context.Response.BodyWriter);
        try
        {
            await WriteAsync(answer, context.RequestAborted);
            return await answer.EndAsync(await reading, waiting => waiting.WaitAsync(limits.Idle, context.RequestAborted));
        }
        catch (TimeoutException)
        {
            // It neither reads nor sends: it would never see an explanation.
            context.Abort();
            return answer.Tally.Summary(Idle);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return answer.Tally.Summary(Gone);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            await lanes.CloseAsync();
        }
    }

    private static ImportStop Gone { get; } = new("client_gone", "The caller went away.");

    private static ImportStop NodeStops { get; } = new("stopping", "This node is stopping; please import the same again.");

    private ImportStop Idle => new(ProblemCode.RequestTimeout.Code, $"Nothing moved for {limits.Idle.TotalSeconds:0} seconds.");

    /// <summary>Null at the end of the body, else why it stopped before.</summary>
    private async Task<ImportStop?> ReadAsync(NdjsonReader lines, ImportLanes lanes, CancellationToken stop)
    {
        try
        {
            await foreach (var line in lines.ReadAsync(limits.Idle, stop))
            {
                if (line.Number > limits.Lines)
                {
                    return new("too_many_lines", $"A request may have {limits.Lines} lines; import the rest with another one.");
                }

                if (!line.IsBlank)
                {
                    await outcomes.Writer.WriteAsync(lanes.Take(kind.Read(line)), stop);
                }

                Moved();
            }

            return null;
        }
        catch (TimeoutException)
        {
            return Idle;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return nodeStops.IsCancellationRequested ? NodeStops : Gone;
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new(ProblemCode.BodyTooLarge.Code, $"The body is larger than {ImportLimits.BodyBytes >> 30} GiB; import the rest with another request.");
        }
        catch (Exception exception) when (exception is BadHttpRequestException or IOException)
        {
            return new(ProblemCode.MalformedRequest.Code, "The body broke off.");
        }
        finally
        {
            outcomes.Writer.TryComplete();
        }
    }

    private async Task WriteAsync(ImportAnswer answer, CancellationToken gone)
    {
        while (await outcomes.Reader.WaitToReadAsync(gone))
        {
            while (outcomes.Reader.TryRead(out var outcome))
            {
                if (answer.IsFull || !outcome.IsCompleted)
                {
                    await FlushAsync(answer, gone);
                }

                if (await outcome is { } known)
                {
                    answer.Add(known);
                }
            }

            // Nothing more for now: what is known goes out.
            await FlushAsync(answer, gone);
        }
    }

    // A caller that still sends may read later; one that does neither is given up.
    private async Task FlushAsync(ImportAnswer answer, CancellationToken gone)
    {
        var flushing = answer.FlushAsync(gone);
        while (!flushing.IsCompleted)
        {
            try
            {
                await flushing.WaitAsync(limits.Idle, gone);
            }
            catch (TimeoutException) when (TimeProvider.System.GetElapsedTime(Volatile.Read(ref movedAt)) < limits.Idle)
            {
                continue;
            }
        }

        await flushing;
        Moved();
    }

    private void Moved() => Volatile.Write(ref movedAt, TimeProvider.System.GetTimestamp());
}
