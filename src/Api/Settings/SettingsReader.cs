using System.Net;
using System.Net.Sockets;
using StatusLevels.Api.Accounts;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>
/// Environment and configuration → <see cref="ApiSettings"/>. Each setting has the name that operators type and a second one in the
/// style of ASP.NET configuration; the first wins. A bad one stops the process with a sentence that names it.
/// </summary>
internal sealed partial class SettingsReader(IConfiguration configuration, bool isDevelopment)
{
    private const int StandardPort = 8080;

    /// <summary>Somebody only looks: nothing is made up and kept, and weak secrets are told here, by the name of the setting.</summary>
    public Action<string>? OnWeakSecret { get; init; }

    public ApiSettings Read()
    {
        var dataDirectory = Path.GetFullPath(configuration.Setting("DATA_DIR", "DataDir").Text ?? ApiSettings.StandardDataDirectory);
        var email = Email();
        var publicBaseUrl = configuration.Setting("PUBLIC_BASE_URL", "PublicBaseUrl")
            .Url(IsPlain, bad => bad.Not("an address such as https://levels.example.org"));
        var port = configuration.Setting("PORT", "Http:Port").Number(0, 65535) ?? StandardPort;
        var logSeed = LogSigningSeed();
        return new ApiSettings
        {
            IsDevelopment = isDevelopment,
            Port = port,
            ListenAddress = configuration.Setting("LISTEN_ADDRESS", "Http:Address").Address("an IP address such as 0.0.0.0"),
            DataDirectory = dataDirectory,
            SessionCookieName = CookieName(),
            AdminEmail = email,
            AdminPassword = Password(email),
            CorsOrigins = [.. configuration.SettingList("CORS_ORIGINS", "Cors:Origins").Select(Origin)],
            PublicBaseUrl = publicBaseUrl,
            ReportUrl = configuration.Setting("REPORT_URL", "ReportUrl").Url(
                static address => address is { Scheme: "http" or "https", UserInfo: "" },
                bad => bad.Not("an address such as https://help.example.org/report")),
            TrustedProxies = [.. configuration.SettingList("TRUSTED_PROXIES", "Http:TrustedProxies").Select(Network)],
            MetricsPort = MetricsPort(port),
            MetricsToken = MetricsToken(),
            SignInPerMinute = configuration.Setting("SIGN_IN_PER_MINUTE", "RateLimits:SignInPerMinute").Number(1, 1_000_000) ?? 10,
            Limits = TrafficLimits(),
            Mail = Mail(dataDirectory, publicBaseUrl),
            TokenIssuers = TokenIssuers(),
            Introspection = Introspection(),
            OidcClient = OidcClient(),
            SupabaseServiceRoleKey = ServiceRoleKey(),
            WebhookSecrets = WebhookSecrets(),
            IgnoresUnknownStatuses = configuration.Setting("PAYMENTS_UNKNOWN_STATUS", "Payments:UnknownStatus")
                .OneOf(("refuse", false), ("ignore", true)) ?? false,
            WebhookNetworks = WebhookNetworks(),
            WebhookSigningSeeds = WebhookSigningSeeds(),
            LogSigningSeed = logSeed,
            LogWitnesses =
                [.. configuration.SettingList(LogWitness.SettingName, "Log:Witnesses").Select(
                    text => LogWitness.Read(text, isDevelopment))],
            CredentialKeys = CredentialKeys(logSeed),
            // Last, so that nothing is generated for a process that will not start.
            SessionKeys = SessionKeys(dataDirectory),
        };
    }

    private string CookieName()
    {
        // With this prefix browsers take it from https and this very host alone: no neighbour can set it.
        var standard = isDevelopment ? "session_id" : "__Host-session_id";
        return CookieName(configuration.Setting("SESSION_COOKIE_NAME", "Session:CookieName"), standard);
    }

    private static string CookieName(Setting setting, string standard)
    {
        var name = setting.Text ?? standard;
        return name.Length <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            ? name
            : throw new StartupException($"{setting.Name} must have 1 to 64 letters, digits, dots, hyphens or underscores.");
    }

    private string? Email()
    {
        var email = configuration.Setting("ADMIN_EMAIL", "Admin:Email").Text;
        return email is null || EmailAddress.IsValid(email)
            ? email
            : throw new StartupException("ADMIN_EMAIL is not an e-mail address.");
    }

    private string? Password(string? email)
    {
        var password = configuration.Setting("ADMIN_PASSWORD", "Admin:Password").Text;
        if (password is not null && email is null)
        {
            throw new StartupException("ADMIN_PASSWORD is set, but ADMIN_EMAIL is not: set both, or neither.");
        }

        return password is not null && PasswordRules.Objection(password, email, FirstAdmin.DisplayName) is { } objection
            ? throw new StartupException($"ADMIN_PASSWORD {objection}.")
            : password;
    }

    private string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && !text.Contains('*', StringComparison.Ordinal)
            ? Private(uri).GetLeftPart(UriPartial.Authority)
            : throw new StartupException(
                $"CORS_ORIGINS must list origins such as https://app.example.org, separated by commas; \"{Setting.Shown(text)}\" is none.");

    private Uri Private(Uri origin) =>
        origin.Scheme == Uri.UriSchemeHttps || isDevelopment || origin.IsLoopback
            ? origin
            : throw new StartupException(
                $"CORS_ORIGINS must list https origins outside development: whoever is between \"{origin.GetLeftPart(UriPartial.Authority)}\" and a browser could call in its name.");

    private static bool IsPlain(Uri url) => url is { Query: "", Fragment: "", UserInfo: "" };

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? Small(network)
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new StartupException($"TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, separated by commas; \"{text}\" is none.");

    // The largest networks of somebody's own are 10.0.0.0/8 and fc00::/7.
    private static IPNetwork Small(IPNetwork network) =>
        network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 8 : 7)
            ? network
            : throw new StartupException(
                $"TRUSTED_PROXIES names \"{network}\", which is larger than any network of proxies: whoever calls from it may say that they are anybody.");
}
