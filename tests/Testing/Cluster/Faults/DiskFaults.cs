using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Database.PrivateServer;

namespace StatusLevels.Testing.Cluster.Faults;

/// <summary>A private server whose disk is full.</summary>
public static class DiskFaults
{
    // A new database takes 50 MiB, and its log grows in pieces of 16.
    private const int Mebibytes = 224;

    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(90);

    /// <summary>
    /// The disk is filled to the last byte under load; then the server's log needs a new piece and it crashes; then there is room again.
    /// </summary>
    /// <exception cref="MissingHereException">The machine forbids to mount a small disk.</exception>
    public static async Task<FaultOutcome> FillAsync(FaultScale scale)
    {
        await using var disk = await SmallDisk.MountAsync(Mebibytes);
        await using var node = await Node.StartAsync(
            new NodeOptions { Name = "with a private server", Database = null, InCluster = false, DataDirectory = disk.Path });
        var running = (await RunningServer.FindAsync(disk.Path, CancellationToken.None)).ConnectionString;
        var owner = new NpgsqlConnectionStringBuilder(running) { SearchPath = Migrator.Schema, Pooling = false };
        await using var database = NpgsqlDataSource.Create(owner);
        await using var asked = new LoadedProduct(scale, [node.Address], await ServiceCaller.CreateKeyAsync(database), database);
        await asked.BeginAsync(scale.During);

        disk.Fill();
        await Task.Delay(scale.During / 2);
        var read = asked.Load.Tally.Read;
        await NeedAnotherPieceAsync(database, disk);
        await Task.Delay(scale.During / 2);
        var readWhileFull = asked.Load.Tally.Read - read;

        disk.Free();
        var since = Stopwatch.GetTimestamp();
        await asked.UntilServedAsync(Patience);
        var served = Stopwatch.GetElapsedTime(since);
        return await asked.EndAsync("disk of the private server full", [0], string.Create(
            CultureInfo.InvariantCulture,
            $"first change {served.TotalSeconds:0.0} s after there was room; reads answered while the server was down {readWhileFull}; "
            + $"process restarts needed {(node.HasExited ? 1 : 0)}"));
    }

    private static async Task NeedAnotherPieceAsync(NpgsqlDataSource database, SmallDisk disk)
    {
        for (var attempt = 0; attempt < 12; attempt++)
        {
            try
            {
                await using var next = database.CreateCommand(
                    "select pg_switch_wal(); select pg_logical_emit_message(false, 'full', repeat('x', 1000))");
                await next.ExecuteNonQueryAsync();
                disk.Fill();
            }
            catch (NpgsqlException exception)
            {
                // This is what was wanted.
                Debug.WriteLine(exception);
                return;
            }
        }
    }
}
