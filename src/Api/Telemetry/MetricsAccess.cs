using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Telemetry;

/// <summary>
/// Who may read the metrics: with <c>METRICS_PORT</c> whoever reaches that port, with <c>METRICS_TOKEN</c> whoever shows it, with both who
/// does both. With neither they are open on a developer's own machine, and nowhere else.
/// </summary>
internal sealed class MetricsAccess(ApiSettings settings)
{
    private const string Word = "Bearer ";

    private readonly byte[]? token = settings.MetricsToken is { } text ? Hash(text) : null;

    public static Problem Nothing { get; } = new(ProblemCode.NotFound, "nothing_here");

    /// <summary>Null for whoever may.</summary>
    public Problem? Refuse(HttpContext context)
    {
        var isHere = settings.MetricsPort is { } port ? Came(context, port) : token is not null || IsOwnMachine(context);
        if (!isHere)
        {
            return Nothing;
        }

        if (token is null || (Shown(context.Request) is { } shown && CryptographicOperations.FixedTimeEquals(Hash(shown), token)))
        {
            return null;
        }

        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return new Problem(ProblemCode.Unauthenticated, "metrics_token");
    }

    /// <summary>It came in by this port.</summary>
    public static bool Came(HttpContext context, int port) => context.Connection.LocalPort == port;

    // By where it came in: what a proxy says of the caller is not asked.
    private bool IsOwnMachine(HttpContext context) =>
        settings.IsDevelopment && context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);

    private static string? Shown(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            ? header[Word.Length..].Trim()
            : null;

    private static byte[] Hash(string bearer) => SHA256.HashData(Encoding.UTF8.GetBytes(bearer));
}
