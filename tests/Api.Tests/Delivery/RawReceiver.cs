using System.Net;
using System.Net.Sockets;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>A receiver that speaks in bytes, for what no server would do.</summary>
internal sealed class RawReceiver : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, CancellationToken, Task> answer;

    /// <param name="answer">What is done with a connection, after the beginning of a request has come.</param>
    public RawReceiver(Func<NetworkStream, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        Serving = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook");

    /// <summary>Ends with the receiver.</summary>
    public Task Serving { get; }

    public void Dispose()
    {
        end.Cancel();
        listener.Stop();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                await using var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[64 * 1024], end.Token);
                await answer(stream, end.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The sender has gone, or the test is over.
            }
        }
    }
}
