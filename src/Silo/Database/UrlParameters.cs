using System.Globalization;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>The parameters of libpq's URLs and what they are called in Npgsql.</summary>
internal static class UrlParameters
{
    /// <summary>How libpq asks for a server of a kind.</summary>
    public const string SessionAttributes = "target_session_attrs";

    /// <summary>How others ask for encryption.</summary>
    public const string Tls = "ssl";

    /// <summary>How libpq does.</summary>
    public const string TlsMode = "sslmode";

    /// <summary>What nobody may read.</summary>
    public static readonly string[] Secret = ["password", "sslpassword"];

    /// <summary>
    /// What managed databases print for other clients, and what libpq knows but has no use with one host or no counterpart here. Nothing of
    /// it makes a connection less safe.
    /// </summary>
    public static readonly IReadOnlySet<string> OfOthers = new HashSet<string>(StringComparer.Ordinal)
    {
        "connection_limit", "fallback_application_name", "load_balance_hosts", "pool_timeout", "schema", "statement_cache_size", "supa",
        "tcp_user_timeout", "uselibpqcompat", "workaround",
    };

    private static readonly Dictionary<string, Func<NpgsqlConnectionStringBuilder, string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["host"] = (settings, value) => Set(() => settings.Host = value),
        ["port"] = TryApplyPort,
        ["user"] = (settings, value) => Set(() => settings.Username = value),
        ["password"] = (settings, value) => Set(() => settings.Password = value),
        ["dbname"] = (settings, value) => Set(() => settings.Database = value),
        ["application_name"] = (settings, value) => Set(() => settings.ApplicationName = value),
        ["options"] = (settings, value) => Set(() => settings.Options = value),
        ["passfile"] = (settings, value) => Set(() => settings.Passfile = value),
        ["client_encoding"] = (_, value) => value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8" or "AUTO",
        ["connect_timeout"] = (settings, value) => TryNumber(value, 0, 1024, number => settings.Timeout = number),
        ["keepalives"] = (settings, value) => TryNumber(value, 0, 1, number => settings.TcpKeepAlive = number == 1),
        ["keepalives_idle"] = (settings, value) => TryNumber(value, 0, int.MaxValue, number => settings.TcpKeepAliveTime = number),
        ["keepalives_interval"] = (settings, value) => TryNumber(value, 0, int.MaxValue, number => settings.TcpKeepAliveInterval = number),
        // 'no-verify' is what node-postgres calls libpq's 'require': encrypted, whoever answers.
        [Tls] = (_, value) => value is "true" or "1",
        [TlsMode] = (settings, value) => TryName<SslMode>(value is "no-verify" ? "require" : value, mode => settings.SslMode = mode),
        ["sslnegotiation"] = (settings, value) => TryName<SslNegotiation>(value, negotiation => settings.SslNegotiation = negotiation),
        ["sslcert"] = (settings, value) => Set(() => settings.SslCertificate = value),
        ["sslkey"] = (settings, value) => Set(() => settings.SslKey = value),
        ["sslpassword"] = (settings, value) => Set(() => settings.SslPassword = value),
        // 'system' means the certificates that the machine trusts, which is what Npgsql uses when no file is named.
        ["sslrootcert"] = (settings, value) => value is "system" || Set(() => settings.RootCertificate = value),
        ["channel_binding"] = (settings, value) => TryName<ChannelBinding>(value, binding => settings.ChannelBinding = binding),
        ["gssencmode"] = (settings, value) => TryName<GssEncryptionMode>(value, mode => settings.GssEncryptionMode = mode),
        ["krbsrvname"] = (settings, value) => Set(() => settings.KerberosServiceName = value),
        ["require_auth"] = (settings, value) => Set(() => settings.RequireAuth = value),
        [SessionAttributes] = (settings, value) => Set(() => settings.TargetSessionAttributes = value),
    };

    /// <summary>Sets the parameter; false when there is none of this name. <paramref name="usable"/>: its value was understood.</summary>
    public static bool TryApply(NpgsqlConnectionStringBuilder settings, string name, string value, out bool usable)
    {
        var known = Known.TryGetValue(name, out var apply);
        try
        {
            usable = known && apply!(settings, value);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            usable = false;
        }

        return known;
    }

    public static bool TryApplyPort(NpgsqlConnectionStringBuilder settings, string value) =>
        TryNumber(value, 1, 65535, number => settings.Port = number);

    private static bool Set(Action set)
    {
        set();
        return true;
    }

    private static bool TryNumber(string value, int least, int most, Action<int> set) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            && Set(() => set(number));

    // libpq writes verify-full where Npgsql writes VerifyFull.
    private static bool TryName<T>(string value, Action<T> set)
        where T : struct, Enum
    {
        var name = value.Replace("-", "", StringComparison.Ordinal);
        return !name.Any(char.IsDigit) && Enum.TryParse<T>(name, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            && Set(() => set(parsed));
    }
}
