using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace StatusLevels.Api.Tests;

/// <summary>A request as bytes, for what no client library would send.</summary>
internal static class RawRequest
{
    /// <summary>Sends it and reads all that comes until the connection is closed; the status is 0 when that is nothing.</summary>
    /// <param name="api">To whom.</param>
    /// <param name="head">The line and the headers.</param>
    /// <param name="body">What comes after them.</param>
    /// <param name="isCutOff">The caller goes away behind it.</param>
    public static async Task<(int Status, string Text)> SendAsync(TestApi api, string head, string body, bool isCutOff = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(api.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        byte[] request = [.. Encoding.Latin1.GetBytes($"{head}\r\nHost: {api.Address.Authority}\r\nConnection: close\r\n\r\n"), .. Encoding.UTF8.GetBytes(body)];
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        if (isCutOff)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        var answer = await ReadAsync(stream);
        return (answer.Length == 0 ? 0 : int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), answer);
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var read = new MemoryStream();
        try
        {
            await stream.CopyToAsync(read, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset: what came before is all there is.
        }

        return Encoding.UTF8.GetString(read.ToArray());
    }
}
