namespace StatusLevels.Testing.Cluster;

/// <summary>Which program a node is.</summary>
public enum NodeProgram
{
    /// <summary>HTTP face and, unless told otherwise, a silo.</summary>
    Api,

    /// <summary>A silo alone.</summary>
    Silo,
}

/// <summary>
/// How a <see cref="Node"/> is started. Ports are chosen once, so that the same options start it again at the same addresses.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>The secret that all nodes of one product share.</summary>
    public const string SessionSecret = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo";

    /// <summary>The secret by which the nodes of one product know each other.</summary>
    public const string ClusterSecret = "a secret of nodes: 0123456789 and more of it";

    /// <summary>Whoever shows it may read the metrics.</summary>
    public const string MetricsToken = "a bearer for metrics that is long enough to be one";

    public const string AdminEmail = "Admin@Example.org";
    public const string AdminPassword = "a long enough secret";

    private readonly IReadOnlyList<int> ports = FreePorts.Take(3);

    /// <summary>What it is called in messages and tables.</summary>
    public required string Name { get; init; }

    /// <summary>Its database, migrated; null: a private server in <see cref="DataDirectory"/>, whose node is alone.</summary>
    public required string? Database { get; init; }

    public NodeProgram Program { get; init; } = NodeProgram.Api;

    /// <summary>It finds others in the database, else it is alone.</summary>
    public bool InCluster { get; init; } = true;

    /// <summary>Its folder; null: one of its own, removed with it.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What else it is told, over everything that is told here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long it may take until it serves.</summary>
    public TimeSpan Patience { get; init; } = Testing.Patience.OfSeconds(60);

    public int HttpPort => ports[0];

    public int SiloPort => ports[1];

    public int GatewayPort => ports[2];

    /// <summary>The settings of the process.</summary>
    internal Dictionary<string, string> Settings(string dataDirectory)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["LOG_FORMAT"] = "text",
            ["Logging__LogLevel__Default"] = "Warning",
            ["DATA_DIR"] = dataDirectory,
            ["PORT"] = Text(HttpPort),
            ["LISTEN_ADDRESS"] = "127.0.0.1",
            ["SESSION_SECRET_KEY"] = SessionSecret,
            ["METRICS_TOKEN"] = MetricsToken,
            ["ADMIN_EMAIL"] = AdminEmail,
            ["ADMIN_PASSWORD"] = AdminPassword,
            ["SIGN_IN_PER_MINUTE"] = "100000",
            ["PUBLIC_PER_MINUTE"] = "1000000000",
            ["BADGES_PER_MINUTE"] = "1000000000",
            ["SIGNED_IN_PER_MINUTE"] = "1000000000",
            ["SERVICE_PER_MINUTE"] = "1000000000",
            ["CLUSTER"] = "local",
        };
        if (Database is { } database)
        {
            settings["DATABASE_URL"] = database;
            settings["MIGRATE_ON_START"] = "false";
            if (InCluster)
            {
                settings["CLUSTER"] = "postgres";
                settings["CLUSTER_SECRET"] = ClusterSecret;
                settings["SILO_PORT"] = Text(SiloPort);
                settings["GATEWAY_PORT"] = Text(GatewayPort);
                settings["ADVERTISED_IP"] = "127.0.0.1";
            }
        }

        foreach (var (name, value) in Environment)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
