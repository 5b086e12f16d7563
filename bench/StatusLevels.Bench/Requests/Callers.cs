using System.Diagnostics;

namespace StatusLevels.Bench.Requests;

/// <summary>A number of connections to one server, each with one request under way at most.</summary>
internal sealed class Callers : IDisposable
{
    private readonly HttpLane[] lanes;

    private Callers(HttpLane[] lanes) => this.lanes = lanes;

    public static Task<Callers> ConnectAsync(Uri address, int connections, CancellationToken cancellationToken) =>
        ConnectAsync([address], connections, cancellationToken);

    /// <summary>One connection after the other to the next of these.</summary>
    public static async Task<Callers> ConnectAsync(IReadOnlyList<Uri> addresses, int connections, CancellationToken cancellationToken)
    {
        var connected = new HttpLane[connections];
        for (var lane = 0; lane < connections; lane++)
        {
            connected[lane] = await HttpLane.ConnectAsync(addresses[lane % addresses.Count], cancellationToken);
        }

        return new Callers(connected);
    }

    /// <summary>Each connection asks again as soon as it has its answer.</summary>
    /// <param name="next">The next request, asked by several at once; null ends a connection's share.</param>
    /// <param name="duration">How long; infinite: until there is no next request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Answers a second.</returns>
    /// <exception cref="InvalidOperationException">
    /// An answer was none of success, led nowhere, nor said that nothing has changed: what is measured does not work.
    /// </exception>
    public async Task<double> SaturateAsync(Func<byte[]?> next, TimeSpan duration, CancellationToken cancellationToken)
    {
        var answered = 0L;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(lanes.Select(lane => Task.Run(
            async () =>
            {
                while ((duration == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(began) < duration) && next() is { } request)
                {
                    Check(lane, await lane.AskAsync(request, cancellationToken));
                    Interlocked.Increment(ref answered);
                }
            },
            cancellationToken)));
        return answered / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>So many requests a second, whatever becomes of them.</summary>
    /// <returns>
    /// The time of each, in ms, ordered. A request that all connections were too busy for counts
    /// from when it was due; that a timer woke its connection late is not the server's fault.
    /// </returns>
    public async Task<double[]> OfferAsync(
        ReadOnlyMemory<byte> request, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var sent = -1L;
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(lanes.Select(lane => Task.Run(
            async () =>
            {
                var mine = new List<double>();
                while (true)
                {
                    var due = began + (long)(Interlocked.Increment(ref sent) / perSecond * Stopwatch.Frequency);
                    if (due > began + (duration.TotalSeconds * Stopwatch.Frequency))
                    {
                        return mine;
                    }

                    var since = due;
                    while (Stopwatch.GetTimestamp() < due)
                    {
                        await Task.Delay(1, cancellationToken);
                        since = Stopwatch.GetTimestamp();
                    }

                    Check(lane, await lane.AskAsync(request, cancellationToken));
                    mine.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                }
            },
            cancellationToken)));
        return [.. times.SelectMany(static mine => mine).Order()];
    }

    public void Dispose()
    {
        foreach (var lane in lanes)
        {
            lane.Dispose();
        }
    }

    private static void Check(HttpLane lane, int status)
    {
        if (status is (< 200 or > 299) and not (302 or 304))
        {
            throw new InvalidOperationException(
                $"What is measured answers {status}: {System.Text.Encoding.UTF8.GetString(lane.Body.Span)}");
        }
    }
}
