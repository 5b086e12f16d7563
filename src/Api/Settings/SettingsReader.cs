using System.Globalization;
using System.Net;
using StatusLevels.Api.Accounts;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>
/// Environment and configuration → <see cref="ApiSettings"/>. Each setting has the name that operators type and a second one in the
/// style of ASP.NET configuration; the first wins. A bad one stops the process with a sentence that names it.
/// </summary>
internal sealed partial class SettingsReader(IConfiguration configuration, bool isDevelopment)
{
    public ApiSettings Read()
    {
        var dataDirectory = Path.GetFullPath(Text("DATA_DIR", "DataDir") ?? ApiSettings.StandardDataDirectory);
        var email = Email();
        return new ApiSettings
        {
            IsDevelopment = isDevelopment,
            Port = Number("PORT", "Http:Port", 8080, 0, 65535),
            ListenAddress = ListenAddress(),
            DataDirectory = dataDirectory,
            SessionCookieName = CookieName(),
            AdminEmail = email,
            AdminPassword = Password(email),
            CorsOrigins = [.. List("CORS_ORIGINS", "Cors:Origins").Select(Origin)],
            PublicBaseUrl = PublicBaseUrl(),
            TrustedProxies = [.. List("TRUSTED_PROXIES", "Http:TrustedProxies").Select(Network)],
            SignInPerMinute = Number("SIGN_IN_PER_MINUTE", "RateLimits:SignInPerMinute", 10, 1, 1_000_000),
            Limits = TrafficLimits(),
            TokenIssuers = TokenIssuers(),
            SupabaseServiceRoleKey = ServiceRoleKey(),
            WebhookSecrets = WebhookSecrets(),
            // Last, so that nothing is generated for a process that will not start.
            SessionKeys = SessionKeys(dataDirectory),
        };
    }

    private string? Text(string name, string path) =>
        SettingText.Read(configuration, name) ?? SettingText.Read(configuration, path);

    private int Number(string name, string path, int standard, int min, int max)
    {
        var text = Text(name, path);
        return text is null
            ? standard
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? number
                : throw new StartupException($"{name} must be a whole number from {min} to {max}, but is \"{text}\".{SettingText.Cause(text)}");
    }

    private string[] List(string name, string path)
    {
        var text = Text(name, path) ?? string.Join(',', configuration.GetSection(path).Get<string[]>() ?? []);
        return text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private IPAddress? ListenAddress() =>
        Text("LISTEN_ADDRESS", "Http:Address") switch
        {
            null => null,
            var text when IPAddress.TryParse(text, out var address) => address,
            var text => throw new StartupException($"LISTEN_ADDRESS must be an IP address such as 0.0.0.0, but is \"{text}\"."),
        };

    private string CookieName()
    {
        var name = Text("SESSION_COOKIE_NAME", "Session:CookieName") ?? "session_id";
        return name.Length <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            ? name
            : throw new StartupException("SESSION_COOKIE_NAME must have 1 to 64 letters, digits, dots, hyphens or underscores.");
    }

    private string? Email()
    {
        var email = Text("ADMIN_EMAIL", "Admin:Email");
        return email is null || EmailAddress.IsValid(email)
            ? email
            : throw new StartupException("ADMIN_EMAIL is not an e-mail address.");
    }

    private string? Password(string? email)
    {
        var password = Text("ADMIN_PASSWORD", "Admin:Password");
        if (password is not null && email is null)
        {
            throw new StartupException("ADMIN_PASSWORD is set, but ADMIN_EMAIL is not: set both, or neither.");
        }

        return password is not null && PasswordRules.Objection(password) is { } objection
            ? throw new StartupException($"ADMIN_PASSWORD {objection}.")
            : password;
    }

    private static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && !text.Contains('*', StringComparison.Ordinal)
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new StartupException($"CORS_ORIGINS must list origins such as https://app.example.org, separated by commas; \"{text}\" is none.");

    private Uri? PublicBaseUrl() =>
        Text("PUBLIC_BASE_URL", "PublicBaseUrl") switch
        {
            null => null,
            var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" } => uri,
            var text => throw new StartupException($"PUBLIC_BASE_URL must be an address such as https://levels.example.org, but is \"{text}\"."),
        };

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new StartupException($"TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8, separated by commas; \"{text}\" is none.");
}
