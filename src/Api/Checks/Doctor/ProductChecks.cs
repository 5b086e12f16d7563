using System.Text.Json;
using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>The product as such: its nodes, its database, its time.</summary>
internal sealed class ProductChecks(Installation installation, DatabaseSight sight, Uri url)
{
    // Orleans: Active.
    private const string Silent = """
        select count(*), count(*) filter (where iamalivetime < $1) from statuslevels.orleansmembershiptable where status = 3
        """;

    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(10);

    public IEnumerable<Check> All() =>
    [
        DoctorRules.Product.By(ProductAsync),
        DoctorRules.Database.By(DatabaseAsync),
        sight.After(DoctorRules.Migrations, MigrationsAsync),
        sight.After(
            DoctorRules.Clock,
            async (_, token) =>
                await ClockCheck.LookAsync((await installation.ReachAsync(token))!.ConnectionString, installation.Around.Clock, token)),
        sight.After(DoctorRules.Nodes, NodesAsync),
    ];

    private async Task<Finding> ProductAsync(CancellationToken cancellationToken)
    {
        var host = Word.Host(url);
        try
        {
            using var http = Surroundings.Http(useProxy: !url.IsLoopback);
            using var answer = await http.GetAsync(new Uri(url, "readyz"), cancellationToken);
            var reply = JsonSerializer.Deserialize(
                await answer.Content.ReadAsByteArrayAsync(cancellationToken), ApiJson.Context.ReadinessReply);
            var failed = reply!.Checks.Where(check => check.Value == "failed").Select(check => check.Key).ToArray();
            return answer.IsSuccessStatusCode ? Finding.Ok($"{host} is ready") : Finding.Fail($"{host} is not ready: {Word.Names(failed)}");
        }
        catch (HttpRequestException exception)
        {
            return Finding.Fail($"nobody answers at {host} ({Word.Kind(exception)})");
        }
        catch (JsonException)
        {
            return Finding.Fail($"what answers at {host} is no StatusLevels");
        }
    }

    private async Task<Finding> DatabaseAsync(CancellationToken cancellationToken) =>
        await installation.ReachAsync(cancellationToken) is { } database
            ? Finding.Ok($"{Word.Place(database)} answers")
            : throw new StartupException("No private database runs in DATA_DIR: start the product, name its folder, or set DATABASE_URL");

    private async Task<Finding> MigrationsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var status = await Migrator.PendingAsync((await installation.ReachAsync(cancellationToken))!.ConnectionString, cancellationToken);
        return status switch
        {
            { Edited.Count: > 0 } => Finding.Fail($"{status.Edited.Count} migrations were edited after they had run"),
            { Pending.Count: > 0 } => Finding.Fail($"{status.Pending.Count} scripts are missing"),
            { Unknown.Count: > 0 } => Finding.Warn($"a newer version was here: {status.Unknown.Count} scripts are not known to this one"),
            _ => Finding.Ok($"all of them have run"),
        };
    }

    private async Task<Finding> NodesAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Silent).With(installation.Around.Clock.GetUtcNow() - Heard);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (nodes, silent) = (row.GetInt64(0), row.GetInt64(1));
        return silent > 0 ? Finding.Warn($"{silent} of {nodes} fell silent")
            : nodes > 0 ? Finding.Ok($"{nodes} were heard of")
            : Finding.Ok($"one node, alone");
    }
}
