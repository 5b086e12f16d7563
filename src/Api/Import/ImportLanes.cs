using System.Threading.Channels;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Import;

/// <summary>
/// Works on several lines at the same time. All lines of an organization take the same lane, one after the other, in their order.
/// </summary>
internal sealed class ImportLanes
{
    private readonly Channel<Work>[] lanes;
    private readonly Task[] workers;

    /// <param name="subscribers">Does the work.</param>
    /// <param name="call">Who imports.</param>
    /// <param name="stop">Lines that nobody has begun are dropped; what is being written is finished.</param>
    public ImportLanes(SubscriberImport subscribers, Call call, CancellationToken stop)
    {
        // Unbounded: whoever fills them waits for the outcomes' window.
        lanes =
            [.. Enumerable.Range(0, ImportLimits.Lanes).Select(
                _ => Channel.CreateUnbounded<Work>(new() { SingleReader = true, SingleWriter = true }))];
        workers = [.. lanes.Select(lane => WorkAsync(lane.Reader, subscribers, call, stop))];
    }

    /// <summary>The outcome to come; null when it was dropped.</summary>
    public Task<ImportOutcomeReply?> Take(ImportedSubscription line)
    {
        var work = new Work(line);
        var lane = lanes[(uint)line.Organization.GetHashCode() % (uint)lanes.Length];
        return lane.Writer.TryWrite(work) ? work.Outcome.Task : throw new InvalidOperationException("The lanes are closed.");
    }

    /// <summary>No more lines. Ends when the last one is worked off.</summary>
    public Task CloseAsync()
    {
        foreach (var lane in lanes)
        {
            lane.Writer.TryComplete();
        }

        return Task.WhenAll(workers);
    }

    private static async Task WorkAsync(ChannelReader<Work> lane, SubscriberImport subscribers, Call call, CancellationToken stop)
    {
        await foreach (var work in lane.ReadAllAsync(CancellationToken.None))
        {
            work.Outcome.SetResult(stop.IsCancellationRequested ? null : await subscribers.ImportAsync(work.Line, call));
        }
    }

    private sealed record Work(ImportedSubscription Line)
    {
        public TaskCompletionSource<ImportOutcomeReply?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
