using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StatusLevels.Api.Tests.Import;

/// <summary>An import whose caller sends and reads at the same time, as curl does, or stops doing either.</summary>
internal sealed class OpenImport : IDisposable
{
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(60);

    private readonly TcpClient connection;
    private readonly NetworkStream stream;
    private readonly BufferedStream arriving;
    private readonly Queue<string> lines = new();
    private string partial = "";
    private bool isPastHeader;

    private OpenImport(TcpClient connection)
    {
        this.connection = connection;
        stream = connection.GetStream();
        arriving = new BufferedStream(stream);
    }

    public static async Task<OpenImport> BeginAsync(TestApi api)
    {
        using var session = await api.Client().PostAsync("/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""));
        var cookie = session.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        var caller = new TcpClient();
        await caller.ConnectAsync(api.Address.Host, api.Address.Port);
        var import = new OpenImport(caller);
        await import.WriteAsync(
            $"POST /api/admin/import HTTP/1.1\r\nHost: {api.Address.Authority}\r\nCookie: {cookie}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        return import;
    }

    /// <summary>A part of the body; an empty one is its end.</summary>
    public Task SendAsync(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture);
        return WriteAsync($"{size}\r\n{text}\r\n");
    }

    /// <summary>The next line of the answer; null at its end.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        while (!isPastHeader)
        {
            isPastHeader = await HeaderLineAsync(bound.Token) is "";
        }

        while (lines.Count == 0)
        {
            var size = int.Parse(await HeaderLineAsync(bound.Token), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return null;
            }

            // Outcomes here are plain ASCII: no character is cut in two.
            var chunk = new byte[size];
            await arriving.ReadExactlyAsync(chunk, bound.Token);
            await HeaderLineAsync(bound.Token);
            var pieces = (partial + Encoding.ASCII.GetString(chunk)).Split('\n');
            partial = pieces[^1];
            foreach (var line in pieces[..^1])
            {
                lines.Enqueue(line);
            }
        }

        return JsonDocument.Parse(lines.Dequeue()).RootElement;
    }

    /// <summary>The connection breaks, without a word.</summary>
    public void Break()
    {
        connection.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        connection.Close();
    }

    public void Dispose()
    {
        arriving.Dispose();
        connection.Dispose();
    }

    private async Task<string> HeaderLineAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (text.Length < 2 || text[^2] != '\r' || text[^1] != '\n')
        {
            await arriving.ReadExactlyAsync(one, cancellationToken);
            text.Append((char)one[0]);
        }

        return text.ToString(0, text.Length - 2);
    }

    private async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
}
