using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>Signing in with the issuer of tokens.</summary>
internal sealed partial class SettingsReader
{
    private OidcClient? OidcClient()
    {
        var issuer = Oidc();
        var id = configuration.Setting("OIDC_CLIENT_ID", "Oidc:ClientId").Text;
        var (name, secret) = configuration.SecretSetting("OIDC_CLIENT_SECRET");
        if (id is null)
        {
            return secret is null ? null : throw new StartupException($"{name} is set, but OIDC_CLIENT_ID is not: set it to what the issuer calls this product.");
        }

        return issuer is null
            ? throw new StartupException("OIDC_CLIENT_ID is set, but OIDC_AUTHORITY is not: set it to the address of the issuer.")
            : new(issuer, id, secret);
    }
}
