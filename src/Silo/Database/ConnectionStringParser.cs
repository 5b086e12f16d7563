using System.Text.RegularExpressions;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>Reads both spellings of a database: a <c>postgres://</c> URL as libpq knows it, and an Npgsql connection string.</summary>
internal static partial class ConnectionStringParser
{
    private const int DefaultPort = 5432;

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
            "" => new ParsedConnection(ParseNpgsql(text, setting), ThroughPooler: false),
            var other => throw Bad(setting, $"begins with '{other}://': write postgres://user:password@host:5432/database"),
        };
        return string.IsNullOrWhiteSpace(parsed.Settings.Host) ? throw Bad(setting, "names no host") : parsed;
    }

    private static ParsedConnection ParseUrl(string url, string setting)
    {
        var end = url.IndexOfAny(['/', '?']);
        var (authority, rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        if (!authority.Contains('@') && rest.Contains('@'))
        {
            // What stands before the @ is then a piece of the password: it must not be repeated, not even in a complaint.
            throw Bad(setting, "has a '/' or '?' in its user or password: write these signs as %2F and %3F");
        }

        var settings = new NpgsqlConnectionStringBuilder { Port = DefaultPort };
        var at = authority.LastIndexOf('@');
        ReadUser(at < 0 ? "" : authority[..at], settings, setting);
        ReadHost(authority[(at + 1)..], settings, setting);
        var question = rest.IndexOf('?');
        var database = Decode((question < 0 ? rest : rest[..question]).TrimStart('/'), "database name", setting);
        if (database.Length > 0)
        {
            settings.Database = database;
        }

        var throughPooler = false;
        foreach (var pair in (question < 0 ? "" : rest[(question + 1)..]).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, parameter) = pair.IndexOf('=') is var equals and >= 0 ? (pair[..equals], pair[(equals + 1)..]) : (pair, "");
            name = Decode(name, "parameter name", setting);
            if (name is "pgbouncer")
            {
                throughPooler = Decode(parameter, name, setting) is "true" or "1";
                continue;
            }

            var known = UrlParameters.TryApply(settings, name, Decode(parameter, $"parameter '{name}'", setting), out var usable);
            if (!known || !usable)
            {
                throw Bad(setting, known ? $"has a value for the parameter '{name}' that cannot be used" : $"has the parameter '{name}', which StatusLevels does not know");
            }
        }

        return new ParsedConnection(settings, throughPooler);
    }

    private static void ReadUser(string text, NpgsqlConnectionStringBuilder settings, string setting)
    {
        var colon = text.IndexOf(':');
        var user = Decode(colon < 0 ? text : text[..colon], "user", setting);
        if (user.Length > 0)
        {
            settings.Username = user;
        }

        if (colon >= 0)
        {
            settings.Password = Decode(text[(colon + 1)..], "password", setting);
        }
    }

    private static void ReadHost(string text, NpgsqlConnectionStringBuilder settings, string setting)
    {
        if (text.Contains(','))
        {
            throw Bad(setting, "names several hosts: name one");
        }

        var match = HostAndPort().Match(text);
        var host = match.Success
            ? Decode(match.Groups["host"].Value, "host", setting)
            : throw Bad(setting, "has a host that cannot be read: write host:port, an IPv6 address in brackets");
        if (host.Length > 0)
        {
            settings.Host = host;
        }

        if (match.Groups["port"] is { Length: > 0 } port && !UrlParameters.TryApplyPort(settings, port.Value))
        {
            throw Bad(setting, "has a port that is no number from 1 to 65535");
        }
    }

    private static NpgsqlConnectionStringBuilder ParseNpgsql(string text, string setting)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException)
        {
            // Behind the password stands perhaps a piece of it: only a keyword before it is named.
            var keyword = (exception as ArgumentException)?.ParamName ?? "";
            var position = keyword.Length > 0 ? text.IndexOf(keyword, StringComparison.OrdinalIgnoreCase) : -1;
            var password = PasswordKeyword().Match(text);
            throw Bad(setting, position >= 0 && (!password.Success || position < password.Index)
                ? $"has a keyword '{text.Substring(position, keyword.Length)}' that Npgsql does not know, or a value for it that cannot be used"
                : "is no postgres:// URL, and no Npgsql connection string either: write 'Host=...;Username=...;Password=...;Database=...', and a password with ; = or quotes inside quotes");
        }
    }

    private static string Decode(string text, string part, string setting)
    {
        if (BadEscape().IsMatch(text))
        {
            throw Bad(setting, $"has a '%' in its {part} that is not followed by two hexadecimal digits: write it as %25");
        }

        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0') ? throw Bad(setting, $"has a NUL character in its {part}") : decoded;
    }

    // Neither the value nor the exception that complained about it: both hold the password.
    private static StartupException Bad(string setting, string what) => new($"{setting} {what}.");

    [GeneratedRegex("^(?<name>[A-Za-z][A-Za-z0-9+.:-]*)://", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^(\[(?<host>[^\]]*)\]|(?<host>[^:\[\]]*))(:(?<port>[^:]*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostAndPort();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BadEscape();

    [GeneratedRegex(@"(password|pwd|psw)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PasswordKeyword();
}

/// <summary>A database as the operator named it.</summary>
/// <param name="Settings">What was given, nothing added.</param>
/// <param name="ThroughPooler">The URL said <c>pgbouncer=true</c>.</param>
internal sealed record ParsedConnection(NpgsqlConnectionStringBuilder Settings, bool ThroughPooler);
