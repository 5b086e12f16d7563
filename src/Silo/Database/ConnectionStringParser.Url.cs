using System.Text.RegularExpressions;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>
/// A URL as libpq knows it. An operator who does not escape a password gets a sentence, and no piece of the password is in it.
/// </summary>
internal static partial class ConnectionStringParser
{
    private const int DefaultPort = 5432;

    private static ParsedConnection ParseUrl(string url, string setting)
    {
        var end = url.IndexOfAny(['/', '?']);
        var (authority, rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        if (rest.Contains('@'))
        {
            // What stands before the last @ is then perhaps a piece of the password: it must not be repeated, not even in a complaint or a
            // question for a host.
            throw Bad(setting, authority.Contains('@')
                ? "has an '@' behind a '/' or '?': write these signs as %40, %2F and %3F in its user, password, database and parameters"
                : "has a '/' or '?' in its user or password: write these signs as %2F and %3F");
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

        return ReadParameters(question < 0 ? "" : rest[(question + 1)..], settings, setting);
    }

    private static ParsedConnection ReadParameters(string query, NpgsqlConnectionStringBuilder settings, string setting)
    {
        var throughPooler = false;
        var (seen, ignored) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (written, text) = pair.IndexOf('=') is var equals and >= 0 ? (pair[..equals], pair[(equals + 1)..]) : (pair, "");
            // Behind a password stands perhaps a piece of it.
            var shown = seen.Overlaps(UrlParameters.Secret) || !ParameterName().IsMatch(written) ? null : written;
            var name = Decode(written, "parameter name", setting);
            var value = Decode(text, shown is null ? "parameters" : $"parameter '{shown}'", setting);
            if (!seen.Add(name))
            {
                throw Bad(setting, shown is null ? "has a parameter twice" : $"has the parameter '{shown}' twice");
            }

            if (name is "pgbouncer")
            {
                throughPooler = value is "true" or "1";
            }
            else if (UrlParameters.OfOthers.Contains(name))
            {
                ignored.Add(name);
            }
            else if (!UrlParameters.TryApply(settings, name, value, out var usable))
            {
                throw Bad(setting, shown is null
                    ? "has a parameter that StatusLevels does not know: write '&' in a password as %26"
                    : $"has the parameter '{shown}', which StatusLevels does not know");
            }
            else if (!usable)
            {
                throw Bad(setting, $"has a value for the parameter '{name}' that cannot be used");
            }
        }

        SettleTls(seen, settings, setting);
        return new ParsedConnection(settings, throughPooler, ignored);
    }

    // What libpq makes of ssl=true. Beside it an sslmode may ask for more, and not for less.
    private static void SettleTls(HashSet<string> seen, NpgsqlConnectionStringBuilder settings, string setting)
    {
        if (!seen.Contains(UrlParameters.Tls))
        {
            return;
        }

        if (!seen.Contains(UrlParameters.TlsMode))
        {
            settings.SslMode = SslMode.Require;
        }
        else if (settings.SslMode < SslMode.Require)
        {
            throw Bad(setting, $"says '{UrlParameters.Tls}=true' and a '{UrlParameters.TlsMode}' that may do without: write one of them");
        }
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

    private static string Decode(string text, string part, string setting)
    {
        if (BadEscape().IsMatch(text))
        {
            throw Bad(setting, $"has a '%' in its {part} that is not followed by two hexadecimal digits: write it as %25");
        }

        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0') ? throw Bad(setting, $"has a NUL character in its {part}") : decoded;
    }

    [GeneratedRegex(@"^(\[(?<host>[^\]]*)\]|(?<host>[^:\[\]]*))(:(?<port>[^:]*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostAndPort();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BadEscape();

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName();
}
