using Npgsql;

namespace StatusLevels.Bench.Requests;

/// <summary>Starts what the product is measured against.</summary>
internal static class Peers
{
    private const string Program = "StatusLevels.Bench.Peers.dll";

    public static Task<ServedProcess> EmptyAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        ServedProcess.StartAsync(
        Program, ["empty"], [KeyValuePair.Create("BODY", System.Text.Encoding.UTF8.GetString(body.Span))], cancellationToken);

    /// <summary>With the pool and the prepared statements that the product has.</summary>
    public static Task<ServedProcess> CrudAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxPoolSize = 48,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        return ServedProcess.StartAsync(
            Program, ["crud"], [KeyValuePair.Create("DATABASE_URL", settings.ConnectionString)], cancellationToken);
    }
}
