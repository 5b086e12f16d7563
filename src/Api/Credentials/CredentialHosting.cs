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
        if (ProvenAddress.Of(settings, database) is not { IsOfIssuer: true } own || KeysOf(settings, database) is not { } keys)
        {
            return;
        }

        services.AddSingleton(new CredentialIssuer(own.Address, keys));
        // Nobody depends on what a product signs under a name that it does not even choose.
        if (!own.IsImplied)
        {
            services.AddHostedService<UsedKeys>();
        }
    }

    private static CredentialKeys? KeysOf(ApiSettings settings, DatabaseSession database) => settings.CredentialKeys
        ?? (database.IsPrivate ? CredentialKeys.Of(MadeUpId, SigningSeed.Made(settings.DataDirectory, FileName)) : null);
}
