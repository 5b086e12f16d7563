using System.Security.Cryptography;
using Npgsql;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Bench;

/// <summary>
/// The whole product in a process of its own, as operators run it, with limits per caller
/// that do not matter here and a service that may change levels.
/// </summary>
internal sealed class BenchProduct : IAsyncDisposable
{
    public const string AdminEmail = "bench@example.org";

    private readonly ServedProcess process;
    private readonly DirectoryInfo data;

    private BenchProduct(ServedProcess process, DirectoryInfo data, string key, string adminPassword)
    {
        this.process = process;
        this.data = data;
        (Key, AdminPassword) = (key, adminPassword);
    }

    public Uri Address => process.Address;

    public ServedProcess Process => process;

    /// <summary>The key of a service with <c>status:write</c>.</summary>
    public string Key { get; }

    /// <summary>The password of <see cref="AdminEmail"/>, when this process was the first on its database.</summary>
    public string AdminPassword { get; }

    /// <param name="database">Where it keeps everything.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="settings">What is set otherwise than usual here.</param>
    public static async Task<BenchProduct> StartAsync(
        NpgsqlDataSource database, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var key = await ServiceCaller.CreateKeyAsync(database, cancellationToken);
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        var folder = Directory.CreateTempSubdirectory("statuslevels-bench-product-");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database.ConnectionString,
            ["CLUSTER"] = "local",
            ["MIGRATE_ON_START"] = "false",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["LOG_FORMAT"] = "text",
            ["Logging__LogLevel__Default"] = "Error",
            ["PORT"] = "0",
            ["LISTEN_ADDRESS"] = "127.0.0.1",
            ["DATA_DIR"] = folder.FullName,
            ["SESSION_SECRET_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
            ["ADMIN_EMAIL"] = AdminEmail,
            ["ADMIN_PASSWORD"] = password,
            ["PUBLIC_PER_MINUTE"] = "1000000000",
            ["BADGES_PER_MINUTE"] = "1000000000",
            ["SIGNED_IN_PER_MINUTE"] = "1000000000",
            ["SERVICE_PER_MINUTE"] = "1000000000",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var started = await ServedProcess.StartAsync("StatusLevels.Api.dll", [], environment, cancellationToken);
        return new BenchProduct(started, folder, key, password);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        data.Delete(recursive: true);
    }
}
