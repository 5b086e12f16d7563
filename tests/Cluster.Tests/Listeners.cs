using System.Globalization;
using System.Net;

namespace StatusLevels.Cluster.Tests;

/// <summary>Where a process listens for TCP connections, as the kernel knows it.</summary>
internal static class Listeners
{
    private const string Listening = "0A";

    public static IPEndPoint[] Of(int processId)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. new[] { "/proc/net/tcp", "/proc/net/tcp6" }
                .SelectMany(table => File.ReadLines(table).Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == Listening && sockets.Contains(columns[9]))
                .Select(columns => EndPoint(columns[1])),
        ];
    }

    // The address is written as numbers of 32 bits in the order of this machine.
    private static IPEndPoint EndPoint(string text)
    {
        var (address, port) = (text[..^5], text[^4..]);
        var bytes = address.Chunk(8).SelectMany(word => Convert.FromHexString(word).Reverse()).ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
