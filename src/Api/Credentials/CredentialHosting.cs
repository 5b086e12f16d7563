using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>Credentials, in every process with an HTTP face that has a name and a key for them.</summary>
internal static class CredentialHosting
{
    private const string FileName = "credential-key";

    // The one key that is made up needs no date in its name: it is never changed.
    private const string MadeUpId = "1";

    public static void AddCredentials(this WebApplicationBuilder builder, ApiSettings settings, DatabaseSession database)
    {
        var services = builder.Services;
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<StatusLists>();
        services.AddSingleton<LevelAchievements>();
        services.AddSingleton<CredentialDesk>();
        services.AddSingleton<BundleDesk>();
        services.AddSingleton<BakedBadge>();
        if (IssuerOf(settings, database) is { } issuer)
        {
            services.AddSingleton(issuer);
        }
    }

    private static CredentialIssuer? IssuerOf(ApiSettings settings, DatabaseSession database)
    {
        if (ProvenAddress.Of(settings, database) is not { IsOfIssuer: true, Address: var address })
        {
            return null;
        }

        var keys = settings.CredentialKeys
            ?? (database.IsPrivate ? CredentialKeys.Of(MadeUpId, SigningSeed.Made(settings.DataDirectory, FileName)) : null);
        return keys is null ? null : new(address, keys);
    }
}
