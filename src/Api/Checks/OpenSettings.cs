using System.Data.Common;
using System.Text.RegularExpressions;

namespace StatusLevels.Api.Checks;

/// <summary>
/// Which settings may be read by everybody. Of every other one nothing is shown, in whatever sentence it stands: not the value, not a
/// piece of it. Hosts are the exception: they are what an operator looks for.
/// </summary>
internal sealed partial class OpenSettings
{
    /// <summary>Settings whose values hold nothing that has to be hidden.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "ASPNETCORE_ENVIRONMENT", "PORT", "LISTEN_ADDRESS", "MIGRATE_ON_START", "CLUSTER", "SILO_MODE", "DRAIN_SECONDS", "SILO_PORT",
        "GATEWAY_PORT",
        "ADVERTISED_IP", "DELIVERY", "DELIVERY_RETENTION_DAYS", "MAIL_PER_SECOND", "MAIL_CONNECTIONS", "MAIL_DAILY_SUMMARY", "METRICS_PORT",
        "PUBLIC_PER_MINUTE", "BADGES_PER_MINUTE", "SIGNED_IN_PER_MINUTE", "SERVICE_PER_MINUTE", "SIGN_IN_PER_MINUTE", "PAYMENTS_PER_SECOND",
        "PAYMENTS_BURST", "PAYMENTS_UNKNOWN_STATUS", "REQUESTS_AT_ONCE", "REQUESTS_WAITING", "LOG_FORMAT", "DASHBOARD",
    ];

    private static readonly HashSet<string> Places = new(StringComparer.OrdinalIgnoreCase) { "host", "server", "port" };

    private const string Hidden = "…";

    // Shorter pieces are words that stand everywhere.
    private const int ShortestPiece = 4;

    private readonly IReadOnlyList<string> closed;

    /// <param name="configuration">Everything that is set.</param>
    /// <param name="more">What else must not be shown.</param>
    public OpenSettings(IConfiguration configuration, params string?[] more) => closed =
    [
        .. configuration.AsEnumerable()
            .Where(setting => setting.Value is { Length: > 0 } && !Names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .SelectMany(setting => Pieces(setting.Value!))
            .Concat(more.OfType<string>())
            .Where(piece => piece.Length >= ShortestPiece)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(piece => piece.Length),
    ];

    /// <summary>The sentence without what it repeats of settings that are not open, and without paths.</summary>
    public string Masked(string sentence)
    {
        // What is in quotes was typed by somebody.
        var open = Names.FirstOrDefault(name => sentence.StartsWith($"{name} ", StringComparison.Ordinal));
        var masked = open is null ? Quoted().Replace(sentence, $"\"{Hidden}\"") : sentence;
        masked = FilePath().Replace(masked, Hidden);
        foreach (var piece in closed)
        {
            masked = Replaced(masked, piece);
        }

        return masked;
    }

    // As a whole word only: a password that is a part of a longer word tells nobody anything.
    private static string Replaced(string text, string piece)
    {
        for (var at = text.IndexOf(piece, StringComparison.Ordinal); at >= 0; at = text.IndexOf(piece, at + 1, StringComparison.Ordinal))
        {
            var end = at + piece.Length;
            if ((at == 0 || !IsOfWord(text[at - 1]) || !IsOfWord(piece[0]))
                && (end == text.Length || !IsOfWord(text[end]) || !IsOfWord(piece[^1])))
            {
                text = $"{text.AsSpan(0, at)}{Hidden}{text.AsSpan(end)}";
            }
        }

        return text;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static IEnumerable<string> Pieces(string value)
    {
        foreach (var item in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            foreach (var piece in OfAddress(item) ?? OfConnection(item) ?? [item])
            {
                yield return piece;
            }
        }
    }

    // All but the host.
    private static IEnumerable<string>? OfAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return null;
        }

        var who = url.UserInfo.Split(':', 2);
        return [text, .. who, .. who.Select(Uri.UnescapeDataString), url.PathAndQuery, url.AbsolutePath.Trim('/'),
            .. url.Query.TrimStart('?').Split('&', '=')];
    }

    private static IEnumerable<string>? OfConnection(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = text };
            return [text, .. settings.Keys.Cast<string>().Where(key => !Places.Contains(key)).Select(key => $"{settings[key]}")];
        }
        catch (ArgumentException)
        {
            // It is no such string, and is hidden as a whole.
            return null;
        }
    }

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    // Of a file that holds a secret, or of a folder that tells who somebody is.
    [GeneratedRegex(
        @"(?<=^|[\s'(])(/|[A-Z]:\\)[^\s'),]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilePath();
}
