using System.Text.RegularExpressions;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>Reads both spellings of a database: a <c>postgres://</c> URL as libpq knows it, and an Npgsql connection string.</summary>
internal static partial class ConnectionStringParser
{
    private const string SessionAttributes = "Target Session Attributes";

    /// <param name="value">The URL or Npgsql string.</param>
    /// <param name="setting">The name of the setting, for the sentence.</param>
    /// <exception cref="StartupException">It cannot be read. The sentence names the setting and the part, never the password.</exception>
    public static ParsedConnection Parse(string value, string setting)
    {
        var text = value.Trim();
        var scheme = Scheme().Match(text);
        var parsed = scheme.Groups["name"].Value.ToLowerInvariant() switch
        {
            "postgres" or "postgresql" => ParseUrl(text[scheme.Length..], setting),
            "" => new ParsedConnection(ParseNpgsql(text, setting), ThroughPooler: false, Ignored: []),
            var other => throw Bad(setting, $"begins with '{other}://': write postgres://user:password@host:5432/database"),
        };
        if (string.IsNullOrWhiteSpace(parsed.Settings.Host))
        {
            throw Bad(setting, "names no host");
        }

        SettleSession(parsed.Settings, setting);
        return parsed;
    }

    private static NpgsqlConnectionStringBuilder ParseNpgsql(string text, string setting)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or OverflowException
                or InvalidCastException or NotSupportedException or KeyNotFoundException)
        {
            // Behind the password stands perhaps a piece of it: only a keyword before it is named, and none in what may be a URL without
            // its scheme.
            var keyword = (exception as ArgumentException)?.ParamName ?? "";
            var position = text.LastIndexOf(keyword, StringComparison.OrdinalIgnoreCase);
            var password = PasswordKeyword().Match(text);
            throw Bad(setting, position >= 0 && Keyword().IsMatch(keyword) && (
                password.Success ? position < password.Index : !text.Contains('@'))
                ? $"has a keyword '{text.Substring(position, keyword.Length)}' that Npgsql does not know, or a value for it that cannot be used"
                : "is no postgres:// URL, and no Npgsql connection string either: write 'Host=...;Username=...;Password=...;Database=...', and a password with ; = or quotes inside quotes");
        }
    }

    // Several hosts are not taken, and with one there is nothing to choose: that it takes changes is asked of it at the start anyway.
    private static void SettleSession(NpgsqlConnectionStringBuilder settings, string setting)
    {
        if (settings.TargetSessionAttributes is { } wanted && !settings.Host!.Contains(','))
        {
            settings.Remove(SessionAttributes);
            if (
                wanted.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is not (
                    "ANY" or "READWRITE" or "PRIMARY" or "PREFERPRIMARY" or "PREFERSTANDBY"))
            {
                throw Bad(setting, $"asks for a server by '{UrlParameters.SessionAttributes}' that takes no changes, and StatusLevels needs one that does: write read-write");
            }
        }
    }

    // Neither the value nor the exception that complained about it: both hold the password.
    private static StartupException Bad(string setting, string what) => new($"{setting} {what}.");

    [GeneratedRegex("^(?<name>(jdbc:)?[A-Za-z][A-Za-z0-9+.-]*)://", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex("^[A-Za-z][A-Za-z _]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keyword();

    [GeneratedRegex(@"(password|pwd|psw)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PasswordKeyword();
}
