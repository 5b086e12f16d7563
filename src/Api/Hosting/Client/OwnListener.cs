using System.Globalization;
using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting.Client;

/// <summary>
/// Who listens at a port of this machine. A program of the user who runs this one can read what this one reads: the generated password
/// is no secret to it. Anybody else's may only pretend to be the product. Linux tells whose a socket is; where nobody does, it is
/// nobody's.
/// </summary>
internal static class OwnListener
{
    private const string Listening = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The sockets that listen at this port, all of them this user's; an empty text when there is none.</summary>
    /// <exception cref="StartupException">One of them is another user's, or this system does not tell.</exception>
    public static string RequireAt(int port) => File.Exists(Tables[0])
        && SocketsAt(port, Tables.Where(File.Exists).SelectMany(File.ReadLines), CurrentUser()) is { } sockets
            ? sockets
            : throw Refusal(port);

    public static StartupException Refusal(int port) => new(
        $"The generated password is for a StatusLevels of the same user alone, and who listens at port {port.ToString(CultureInfo.InvariantCulture)} is another one, or this system does not tell: run this as the user who started StatusLevels, or set ADMIN_PASSWORD (and ADMIN_EMAIL), or --password (and --email).");

    /// <summary>The same from lines of the kernel's tables; null when another user listens there, at whatever address.</summary>
    internal static string? SocketsAt(int port, IEnumerable<string> lines, string user)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        var there = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns is [_, var local, _, Listening, ..] && local.EndsWith(suffix, StringComparison.Ordinal))
            .Select(columns => (User: columns[7], Socket: columns[9]))
            .ToList();
        return there.TrueForAll(socket => socket.User == user)
            ? string.Join(' ', there.Select(socket => socket.Socket).Order(StringComparer.Ordinal))
            : null;
    }

    // "Uid:", then the real, the effective and two more.
    private static string CurrentUser() => File.ReadLines("/proc/self/status")
        .First(line => line.StartsWith("Uid:", StringComparison.Ordinal))
        .Split('\t')[2];
}
