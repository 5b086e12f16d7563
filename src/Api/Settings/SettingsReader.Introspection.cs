using StatusLevels.Silo;

namespace StatusLevels.Api.Settings;

/// <summary>The settings of another product whose sessions are believed.</summary>
internal sealed partial class SettingsReader
{
    private const string IntrospectionUrlName = "SESSION_INTROSPECTION_URL";

    private IntrospectionSettings? Introspection()
    {
        var aliases = Aliases();
        var cookie = configuration.Setting("SESSION_INTROSPECTION_COOKIE", "SessionIntrospection:Cookie");
        var user = configuration.Setting("SESSION_INTROSPECTION_USER", "SessionIntrospection:User");
        var name = configuration.Setting("SESSION_INTROSPECTION_NAME", "SessionIntrospection:Name");
        var language = configuration.Setting("SESSION_INTROSPECTION_LANGUAGE", "SessionIntrospection:Language");
        var memberships = configuration.Setting("SESSION_INTROSPECTION_MEMBERSHIPS", "SessionIntrospection:Memberships");
        var admins = configuration.SettingList("SESSION_INTROSPECTION_ADMIN_ROLES", "SessionIntrospection:AdminRoles");
        var address = configuration.Setting(IntrospectionUrlName, "SessionIntrospection:Url");
        if (Issuer(address) is null)
        {
            Setting[] others = [cookie, user, name, language, memberships];
            return others.FirstOrDefault(setting => setting.Text is not null) is { Text: not null } set
                ? throw new StartupException($"{set.Name} is set, but {IntrospectionUrlName} is not: set it to the address that says whose a session is.")
                : null;
        }

        return new(
            new Uri(address.Text!), CookieName(cookie, "session_id"), Pointer(user, "/user/id"), Pointer(name, "/user/full_name"),
            Pointer(language, "/user/locale"), Pointer(memberships, "/memberships"), admins, aliases);
    }

    private static string Pointer(Setting setting, string usual) => setting.Text is not { } text ? usual
        : JsonPointer.IsOne(text) ? text
        : throw new StartupException($"{setting.Name} must be a JSON pointer such as {usual}.");

    private Dictionary<string, MemberRole> Aliases()
    {
        var aliases = new Dictionary<string, MemberRole>(StringComparer.Ordinal);
        var given = configuration.SettingList("ROLE_ALIASES", "RoleAliases");
        foreach (var alias in given.Length > 0 ? given : ["manager=editor", "analyst=viewer"])
        {
            aliases[alias.Split('=')[0]] = alias.Split('=') is [{ Length: > 0 }, var word] && Words.TryParse<MemberRole>(word, out var role)
                ? role
                : throw new StartupException(
                    "ROLE_ALIASES must list roles such as manager=editor, separated by commas; here are viewer, editor, admin and owner.");
        }

        return aliases;
    }
}
