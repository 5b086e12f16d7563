using System.Security.Cryptography;
using System.Text;
using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>The settings by which callers prove who they are. No sentence repeats a secret.</summary>
internal sealed partial class SettingsReader
{
    private const int MinKeyBytes = SecretStrength.LeastBytes;
    private const string SupabaseAudience = "authenticated";

    private byte[][] SessionKeys(string dataDirectory)
    {
        var keys = configuration.SettingList("SESSION_SECRET_KEY", "Session:SecretKey")
            .Select(key => Secret("SESSION_SECRET_KEY", key, isOneOfMany: true)).ToArray();
        if (keys.Length > 0)
        {
            return keys;
        }

        if (!isDevelopment)
        {
            throw new StartupException($"SESSION_SECRET_KEY is required outside development: set it to at least {MinKeyBytes} random bytes, the same on every node.");
        }

        var file = new SecretFile(Path.Combine(dataDirectory, "session-key"));
        var kept = OnWeakSecret is null ? file.ReadOrCreate(NewKey) : file.Read() ?? NewKey();
        var generated = Encoding.UTF8.GetBytes(kept);
        return generated.Length >= MinKeyBytes
            ? [generated]
            : throw new StartupException($"The file session-key in {dataDirectory} is damaged: delete it to get a new key.");
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    private TokenIssuer[] TokenIssuers()
    {
        var issuers = new[] { Oidc(), Supabase() }.OfType<TokenIssuer>().ToArray();
        return issuers is [var first, var second] && first.Authority == second.Authority
            ? throw new StartupException("OIDC_AUTHORITY and SUPABASE_URL name the same issuer: set one of them.")
            : issuers;
    }

    private TokenIssuer? Oidc()
    {
        var authority = Issuer(configuration.Setting("OIDC_AUTHORITY", "Oidc:Authority"));
        var audience = configuration.Setting("OIDC_AUDIENCE", "Oidc:Audience");
        var adminClaim = configuration.Setting("OIDC_ADMIN_CLAIM", "Oidc:AdminClaim");
        var viewerClaim = configuration.Setting("OIDC_VIEWER_CLAIM", "Oidc:ViewerClaim");
        if (authority is null)
        {
            return new[] { audience, adminClaim, viewerClaim }.FirstOrDefault(setting => setting.Text is not null) is { Text: not null } set
                ? throw new StartupException($"{set.Name} is set, but OIDC_AUTHORITY is not: set it to the address of the issuer.")
                : null;
        }

        if (audience.Text is null)
        {
            throw new StartupException("OIDC_AUDIENCE is required with OIDC_AUTHORITY: the issuer's tokens for other applications must not count here.");
        }

        return new(authority, audience.Text, KeysAddress: null, Claim(adminClaim), Claim(viewerClaim));
    }

    private static RoleClaim? Claim(Setting setting) => setting.Text is { } text
        ? RoleClaim.Parse(text) ?? throw new StartupException($"{setting.Name} must be name or name=value.")
        : null;

    private TokenIssuer? Supabase()
    {
        var secret = OfSupabase(configuration.Setting("SUPABASE_JWT_SECRET", "Supabase:JwtSecret"));
        return Issuer(configuration.Setting("SUPABASE_URL", "Supabase:Url")) is { } project
            ? new(
                $"{project}/auth/v1", SupabaseAudience, new Uri($"{project}/auth/v1/.well-known/jwks.json"), AdminClaim: null,
                ViewerClaim: null, secret is null ? null : Encoding.UTF8.GetBytes(secret))
            : null;
    }

    private string? Issuer(Setting setting) => setting.Url(IsPlain, bad => bad.Not("an address such as https://issuer.example.org")) switch
    {
        null => null,
        var url when url.Scheme == Uri.UriSchemeHttps || isDevelopment || url.IsLoopback => setting.Text!.TrimEnd('/'),
        _ => throw setting.Bad("must be an https address outside development: whoever answers in its place could sign in as anybody"),
    };

    private string? ServiceRoleKey() => OfSupabase(configuration.Setting("SUPABASE_SERVICE_ROLE_KEY", "Supabase:ServiceRoleKey"));

    /// <summary>A secret of the Supabase project; null: not set.</summary>
    private string? OfSupabase(Setting setting)
    {
        var secret = setting.Text;
        if (secret is not null && configuration.Setting("SUPABASE_URL", "Supabase:Url").Text is null)
        {
            throw new StartupException($"{setting.Name} is set, but SUPABASE_URL is not: set both, or neither.");
        }

        if (secret is null)
        {
            return null;
        }

        Secret(setting.Name, secret);
        return secret;
    }

    /// <summary>What is long enough for a secret, and was made by chance: on a developer's machine any will do.</summary>
    private byte[] Secret(string name, string text, bool isOneOfMany = false)
    {
        var secret = Encoding.UTF8.GetBytes(text);
        if (secret.Length < MinKeyBytes)
        {
            var which = isOneOfMany ? $" in each key (commas separate keys), but one has {secret.Length}" : "";
            throw new StartupException($"{name} must have at least {MinKeyBytes} bytes{which}.");
        }

        return Unguessable(name, secret, SecretStrength.Objection(secret));
    }

    private byte[] Unguessable(string name, byte[] secret, string? objection)
    {
        if (objection is not null && OnWeakSecret is not null)
        {
            OnWeakSecret(name);
            return secret;
        }

        return isDevelopment || objection is null
            ? secret
            : throw new StartupException($"{name} holds a secret that can be guessed ({objection}): make one by chance, for example with 'openssl rand -base64 48'.");
    }
}
