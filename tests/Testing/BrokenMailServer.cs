using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Testing;

/// <summary>Speaks just enough SMTP to go wrong in the middle of it: a line at a time, with what the test wants in between.</summary>
public sealed class BrokenMailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> messages = [];
    private readonly Task running;

    /// <summary>Listens at a free port of the loopback address.</summary>
    public BrokenMailServer()
    {
        listener.Start();
        running = Task.Run(AcceptAsync);
    }

    /// <summary>What <c>SMTP_URL</c> is to be.</summary>
    public string Url => $"smtp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Every text that came whole, whatever was answered.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (messages)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>The id of each of them.</summary>
    public IReadOnlyList<string> MessageIds => [.. Messages.Select(MessageId)];

    /// <summary>How long it is silent at first.</summary>
    public TimeSpan GreetsAfter { get; set; }

    /// <summary>Whether the connection is cut where the answer to this text would come: it is counted from 1.</summary>
    public Func<int, bool> Drops { get; set; } = _ => false;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await running;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> talks = [];
        try
        {
            while (true)
            {
                var socket = await listener.AcceptTcpClientAsync(stop.Token);
                talks.Add(TalkAsync(socket));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient socket)
    {
        using (socket)
        {
            try
            {
                await Task.Delay(GreetsAfter, stop.Token);
                using var reader = new StreamReader(socket.GetStream(), Encoding.UTF8);
                await using var writer =
                    new StreamWriter(socket.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                await writer.WriteLineAsync("220 broken.test");
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    if (!await AnswerAsync(line, reader, writer))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The other side has gone, or the test is over.
            }
        }
    }

    private async Task<bool> AnswerAsync(string line, StreamReader reader, StreamWriter writer)
    {
        if (line != "DATA")
        {
            await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 ok");
            return !line.StartsWith("QUIT", StringComparison.Ordinal);
        }

        await writer.WriteLineAsync("354 go on");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } part && part != ".")
        {
            text.AppendLine(part);
        }

        int count;
        lock (messages)
        {
            messages.Add(text.ToString());
            count = messages.Count;
        }

        if (Drops(count))
        {
            return false;
        }

        await writer.WriteLineAsync("250 taken");
        return true;
    }

    private static string MessageId(string message) =>
        message.Split('\n').Single(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase)).Trim();
}
