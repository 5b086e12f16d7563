using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>How the product talks to its database, whatever the operator left open.</summary>
internal static class DatabaseSettings
{
    private const int LargestPool = 48;
    private const int SmallestPool = 4;

    // Migrations, and a person who looks.
    private const int KeptFree = 4;

    /// <summary>For the one attempt at start, before the limits of the server are known.</summary>
    public static NpgsqlConnectionStringBuilder ForFirstContact(NpgsqlConnectionStringBuilder given)
    {
        var settings = new NpgsqlConnectionStringBuilder(given.ConnectionString);
        Default(settings, "Timeout", () => settings.Timeout = (int)DatabaseConnectivity.Patience.TotalSeconds);

        // Looking for Kerberos is of no use to most, and complains where its library is missing.
        Default(settings, "GSS Encryption Mode", () => settings.GssEncryptionMode = GssEncryptionMode.Disable);
        return settings;
    }

    /// <summary>
    /// For the pools of the running product. What the operator set stays, except the search path, which the product's SQL relies on.
    /// </summary>
    /// <param name="given">The operator's settings.</param>
    /// <param name="connectionsAllowed">What the server allows this role, all nodes together.</param>
    /// <param name="throughPooler">
    /// Through a transaction pooler: nothing may live longer than a transaction, and the role brings the search path.
    /// </param>
    public static NpgsqlConnectionStringBuilder ForPools(NpgsqlConnectionStringBuilder given, int connectionsAllowed, bool throughPooler)
    {
        var settings = ForFirstContact(given);
        Default(settings, "Application Name", () => settings.ApplicationName = "statuslevels");
        Default(settings, "Command Timeout", () => settings.CommandTimeout = 5);
        Default(settings, "Keepalive", () => settings.KeepAlive = 30);

        // Orleans's providers keep a pool of their own beside the shared one.
        Default(
            settings, "Maximum Pool Size",
            () => settings.MaxPoolSize = Math.Clamp((connectionsAllowed - KeptFree) / 2, SmallestPool, LargestPool));
        Default(settings, "No Reset On Close", () => settings.NoResetOnClose = true);
        settings.Timeout = IsSet(given, "Timeout") ? given.Timeout : 5;
        if (throughPooler)
        {
            settings.MaxAutoPrepare = 0;
            settings.SearchPath = null;
        }
        else
        {
            Default(settings, "Max Auto Prepare", () => settings.MaxAutoPrepare = 100);
            Default(settings, "Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 2);
            settings.SearchPath = Migrator.Schema;
        }

        return settings;
    }

    // ContainsKey asks whether Npgsql knows the keyword; the keys are those that were given.
    private static bool IsSet(NpgsqlConnectionStringBuilder settings, string keyword) =>
        settings.Keys.Cast<string>().Contains(keyword, StringComparer.OrdinalIgnoreCase);

    private static void Default(NpgsqlConnectionStringBuilder settings, string keyword, Action set)
    {
        if (!IsSet(settings, keyword))
        {
            set();
        }
    }
}
