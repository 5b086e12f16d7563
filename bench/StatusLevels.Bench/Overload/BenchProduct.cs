using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace StatusLevels.Bench.Overload;

/// <summary>The whole product in a process of its own, as operators run it, with limits per caller that do not matter here and a service that may change levels.</summary>
internal sealed class BenchProduct : IAsyncDisposable
{
    private const string Announcement = "StatusLevels is ready at ";

    private readonly Process process;
    private readonly DirectoryInfo data;
    private readonly Task output;

    private BenchProduct(Process process, DirectoryInfo data, Uri address, string key)
    {
        this.process = process;
        this.data = data;
        Address = address;
        Key = key;
        // What it says must not stop it.
        output = process.StandardOutput.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>The key of a service with <c>status:write</c>.</summary>
    public string Key { get; }

    public static async Task<BenchProduct> StartAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var key = await CreateKeyAsync(database, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("statuslevels-bench-product-");
        var node = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StatusLevels.Api.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["DATABASE_URL"] = database.ConnectionString,
                ["CLUSTER"] = "local",
                ["MIGRATE_ON_START"] = "false",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Logging__LogLevel__Default"] = "Error",
                ["PORT"] = "0",
                ["LISTEN_ADDRESS"] = "127.0.0.1",
                ["DATA_DIR"] = folder.FullName,
                ["SESSION_SECRET_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
                ["ADMIN_EMAIL"] = "bench@example.org",
                ["ADMIN_PASSWORD"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)),
                ["PUBLIC_PER_MINUTE"] = "1000000000",
                ["SERVICE_PER_MINUTE"] = "1000000000",
            },
        })!;
        while (await node.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(Announcement, StringComparison.Ordinal))
            {
                return new BenchProduct(node, folder, new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..]), key);
            }
        }

        throw new InvalidOperationException("The product ended before it was ready; its error output says why.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }

        await output;
        await process.WaitForExitAsync();
        process.Dispose();
        data.Delete(recursive: true);
    }

    private static async Task<string> CreateKeyAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var key = $"slk_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await using var insert = database.CreateCommand("""
            insert into statuslevels.api_keys (id, name, key_hash, prefix, scopes, created_at, created_by)
            values ($1, 'bench', $2, 'slk_', '{status:write}', now(), 'bench')
            """);
        insert.Parameters.Add(new() { Value = Guid.NewGuid() });
        insert.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(key)) });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return key;
    }
}
