using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using StatusLevels.Testing;

namespace StatusLevels.Bench.Overload;

/// <summary>Callers without number: each asks once, and is not put off by how the others fare.</summary>
internal sealed class LoadGenerator : IDisposable
{
    private const int WarmOrganizations = 1000;

    /// <summary>
    /// Connections at once, and requests without an answer at once: more than the product
    /// takes on, and few enough to share a machine with it.
    /// </summary>
    private const int MostConnections = 1500;

    private const int MostAsked = 3000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>None of those that <see cref="HostileCallers"/> have: what they use up by address is theirs.</summary>
    private static readonly IPAddress OwnAddress = new([127, 0, 1, 1]);

    private static readonly byte[] Grant = Encoding.UTF8.GetBytes("""{"level":"A"}""");

    private readonly HttpClient client;
    private readonly bool isChange;
    private readonly Guid[] warm = [.. Enumerable.Range(0, WarmOrganizations).Select(_ => Guid.NewGuid())];

    public LoadGenerator(BenchProduct product, string kind)
    {
        isChange = kind == OverloadOptions.Changes;
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = MostConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            ConnectCallback = static async (context, stopping) => new NetworkStream(
                await LoopbackCaller.ConnectAsync(OwnAddress, context.DnsEndPoint.Port, receiveBuffer: null, stopping), ownsSocket: true),
        };
        client = new HttpClient(handler) { BaseAddress = product.Address, Timeout = Patience };
        if (isChange)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", product.Key);
        }
    }

    /// <summary>So many callers, each of whom asks again as soon as it has its answer: what comes out is the saturation.</summary>
    public async Task<Answers> SaturateAsync(int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var answers = new Answers();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    await AskAsync(answers, Stopwatch.GetTimestamp(), cancellationToken);
                }
            },
            cancellationToken)));
        answers.Lasted = Stopwatch.GetElapsedTime(start);
        return answers;
    }

    /// <summary>So many requests a second, whatever becomes of them; the time of each counts from when it was due.</summary>
    public async Task<Answers> OfferAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var answers = new Answers();
        var open = 0;
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < perSecond * duration.TotalSeconds; number++)
        {
            var due = TimeSpan.FromSeconds(number / perSecond);
            while (Stopwatch.GetElapsedTime(start) < due)
            {
                await Task.Delay(1, cancellationToken);
            }

            var at = start + (long)(due.TotalSeconds * Stopwatch.Frequency);
            if (Volatile.Read(ref open) >= MostAsked)
            {
                answers.AddNotSent();
                continue;
            }

            Interlocked.Increment(ref open);
            _ = Task.Run(
                async () =>
                {
                    await AskAsync(answers, at, cancellationToken);
                    Interlocked.Decrement(ref open);
                },
                cancellationToken);
        }

        await Eventually.HoldsAsync(() => Volatile.Read(ref open) == 0, 2 * Patience, "every request has its answer");

        answers.Lasted = Stopwatch.GetElapsedTime(start);
        return answers;
    }

    public void Dispose() => client.Dispose();

    private async Task AskAsync(Answers answers, long since, CancellationToken cancellationToken)
    {
        var organization = isChange ? Guid.NewGuid() : warm[Random.Shared.Next(warm.Length)];
        using var request = isChange
            ? new HttpRequestMessage(HttpMethod.Post, $"/api/admin/organizations/{organization}/status-levels")
            {
                Content = new ByteArrayContent(Grant) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            }
            : new HttpRequestMessage(HttpMethod.Get, $"/api/organizations/{organization}/status");
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            var isOverloaded = (int)answer.StatusCode == 503
                && answer.Headers.RetryAfter is not null
                && (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("\"overloaded\"", StringComparison.Ordinal);
            answers.Add(isChange ? organization : null, answer.StatusCode, isOverloaded, since);
        }
        catch (Exception exception) when (
            exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            answers.Add(changed: null, status: null, isOverloaded: false, since);
        }
    }
}
