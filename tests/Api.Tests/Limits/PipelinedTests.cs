using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>Requests that are sent ahead wait outside of this process, and are dropped when there are too many.</summary>
public sealed class PipelinedTests(LimitedApi limited) : IClassFixture<LimitedApi>
{
    private const int Connections = 100;
    private const int PinnedHeap = 4;

    [Fact]
    public async Task Behind_a_429_nothing_is_answered_any_more()
    {
        using var socket = await ConnectAsync(limited.Api);
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
            "GET /api/status-levels/info HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.77\r\n\r\n", 6))));
        using var reader = new StreamReader(new NetworkStream(socket));

        var answers = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, answers.Split("HTTP/1.1 200").Length - 1);
        Assert.Equal(1, answers.Split("HTTP/1.1 429").Length - 1);
        Assert.Contains("Connection: close", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_ahead_takes_little_memory()
    {
        var (holding, held) = (0, new TaskCompletionSource());
        await using var api = await TestApi.StartAsync(
            new() { ["REQUESTS_AT_ONCE"] = "1000" },
            map: app => app.MapGet("/probe/hold", async () =>
            {
                Interlocked.Increment(ref holding);
                await held.Task;
            }).AllowAnonymous());
        var before = PinnedBytes();
        using var stop = new CancellationTokenSource();
        var sent = 0L;
        var callers = Enumerable.Range(0, Connections).Select(_ => SendAheadAsync()).ToArray();
        try
        {
            await Eventually.HoldsAsync(() => Volatile.Read(ref holding) == Connections);
            await TakenInAsync();

            // What the server reads is in pinned blocks, and a MiB of each connection if nobody tells it otherwise.
            Assert.InRange((PinnedBytes() - before) / Connections, 0, 256 * 1024);
        }
        finally
        {
            await stop.CancelAsync();
            held.SetResult();
            await Task.WhenAll(callers);
        }

        async Task SendAheadAsync()
        {
            using var socket = await ConnectAsync(api);
            await socket.SendAsync("GET /probe/hold HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            var piece = Encoding.ASCII.GetBytes($"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: {new string('a', 7 * 1024)}\r\n\r\n");
            try
            {
                while (true)
                {
                    Interlocked.Add(ref sent, await socket.SendAsync(piece, stop.Token));
                }
            }
            catch (OperationCanceledException)
            {
                // It was waiting for somebody to read.
            }
        }

        // Nothing was taken for a second: everybody waits.
        async Task TakenInAsync()
        {
            var known = -1L;
            while (known != Interlocked.Read(ref sent))
            {
                known = Interlocked.Read(ref sent);
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<Socket> ConnectAsync(TestApi api)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        return socket;
    }

    private static long PinnedBytes()
    {
        GC.Collect();
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[PinnedHeap].SizeAfterBytes;
    }
}
