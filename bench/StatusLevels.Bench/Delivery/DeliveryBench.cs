using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;

namespace StatusLevels.Bench.Delivery;

/// <summary>How soon an event goes out, how many a second, and what that costs the changes.</summary>
internal static class DeliveryBench
{
    private const int InFlight = 8;
    private const double MostFirstMilliseconds = 10;
    private const double MostP99 = 250;

    /// <summary>How much longer than by their throughput the living ones may take beside a dead one.</summary>
    private const double MostOfDead = 1.3;

    /// <summary>MiB.</summary>
    private const double MostAboveIdle = 300;

    // Organizations with four events each, as writes would have left them.
    private const string Events = """
        insert into statuslevels.outbox (organization_id, epoch, number, id, type, time, data, version, status)
        select org, 1, number, org || '/1/' || number, 'status.level.granted', now(),
               json_build_object('organization_id', org, 'level', 'B', 'action', 'granted', 'effective_at', now(), 'note', repeat('x', 120)),
               number, json_build_object('current_level', 'B', 'version', number, 'levels', '[]'::json)
        from (select gen_random_uuid() as org from generate_series(1, $1 / 4)) as organizations
        cross join generate_series(1, 4) as number
        """;

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(DeliveryOptions options, string command, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        var table = new ResultTable(
            "delivery", command,
            [
                "one node, one PostgreSQL, the receiver in the bench's own process, all on this machine; https is left out",
                $"throughput: {options.Events:N0} events of a quarter as many organizations wait when the node starts; {InFlight} at once on both sides",
                "first attempt: from the answer to a change until the request is at the receiver, changes one after the other",
                $"changes: grants of B with {RequestOptions.Connections} connections, alternating, each time a new product on a database of its own",
            ],
            GoalRow.Header);
        var rows = new List<GoalRow>();
        rows.AddRange(await FirstAttemptsAsync(server, options, cancellationToken));
        var (throughput, perSecond) = await ThroughputAsync(server, options, cancellationToken);
        rows.Add(throughput);
        rows.AddRange(await OneDeadAsync(server, options, perSecond, cancellationToken));
        rows.AddRange(await ChangesAsync(server, options, cancellationToken));
        await table.PublishAsync(rows, TimeProvider.System.GetUtcNow());
        return rows;
    }

    private static async Task<GoalRow[]> FirstAttemptsAsync(
        BenchServer server, DeliveryOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync("first", cancellationToken);
        await using var receiver = new HookReceiver(keeps: false);
        await using var product = await StartAsync(database, "on", cancellationToken);
        await EndpointAsync(product, receiver.Url, cancellationToken);
        using var client = ServiceCaller.Client(product.Address, product.Key, TimeSpan.FromSeconds(30));
        var times = new List<double>();
        for (var change = 0; change < options.Changes; change++)
        {
            using var body = new StringContent("""{"level":"B"}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync($"/api/admin/organizations/{Guid.NewGuid()}/status-levels", body, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var began = Stopwatch.GetTimestamp();
            while (receiver.Count <= change)
            {
                await Task.Yield();
            }

            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // The first ones compile what the others run.
        var ordered = times.Skip(options.Changes / 3).Order().ToArray();
        var (median, p99, commit) = (Medians.Of(ordered), Medians.Quantile(ordered, 0.99), await CommitAsync(database, cancellationToken));
        var most = (3 * commit) + MostFirstMilliseconds;
        return
        [
            new GoalRow(
                "from the answer to the first attempt, idle product, same node: median", Text(median, "ms"), $"a commit: {Text(commit, "ms")}",
                Text(median, "ms"), $"≤ 3 commits + 10 ms = {Text(most, "ms")}", median <= most),
            new GoalRow("the same: p99", Text(p99, "ms"), "-", Text(p99, "ms"), $"≤ {MostP99} ms", p99 <= MostP99),
        ];
    }

    private static async Task<(GoalRow Row, double PerSecond)> ThroughputAsync(
        BenchServer server, DeliveryOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync("throughput", cancellationToken);
        await using var receiver = new HookReceiver(keeps: false);
        await using (var silent = await StartAsync(database, "off", cancellationToken))
        {
            await EndpointAsync(silent, receiver.Url, cancellationToken);
        }

        // What compiles comes first, and counts for nothing.
        await AddAsync(database, options.Events / 4, cancellationToken);
        await using var product = await StartAsync(database, "on", cancellationToken, Secret);
        await UntilAsync(receiver, options.Events / 4, cancellationToken);
        await AddAsync(database, options.Events, cancellationToken);
        var before = receiver.Count;
        var began = Stopwatch.GetTimestamp();
        await UntilAsync(receiver, before + options.Events, cancellationToken);
        var mine = options.Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var theirs = await new PostingLoop(database, receiver.Url, InFlight).RunAsync(options.Events, cancellationToken);
        return (GoalRow.AtLeast("signed webhooks to a fast receiver", "/s", mine, "a loop over a table", theirs, 0.6), mine);
    }

    // Two that live, and one where nobody listens.
    private static async Task<GoalRow[]> OneDeadAsync(
        BenchServer server, DeliveryOptions options, double perSecond, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync("dead", cancellationToken);
        await using HookReceiver one = new(keeps: false), other = new(keeps: false);
        await using (var silent = await StartAsync(database, "off", cancellationToken))
        {
            await EndpointAsync(silent, one.Url, cancellationToken);
            await EndpointAsync(silent, other.Url, cancellationToken);
            await EndpointAsync(silent, await NobodyAsync(), cancellationToken);
        }

        await AddAsync(database, options.Events / 4, cancellationToken);
        await using var product = await StartAsync(database, "on", cancellationToken, Secret);
        await ArriveAsync(options.Events / 4);
        var idle = product.Process.Resident;
        await AddAsync(database, options.Flood, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await ArriveAsync((options.Events / 4) + options.Flood);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var above = product.Process.Peak - idle;
        return
        [
            GoalRow.AtMost(
                $"{options.Flood:N0} events to three endpoints, one of them dead: until the living have all", "s", took, "by their throughput",
                2 * options.Flood / perSecond, MostOfDead),
            new GoalRow(
                "memory above idle, at most", $"{GoalRow.Text(above)} MiB", "-", $"{GoalRow.Text(above)} MiB", $"≤ {MostAboveIdle} MiB",
                above <= MostAboveIdle),
        ];

        async Task ArriveAsync(long count)
        {
            await UntilAsync(one, count, cancellationToken);
            await UntilAsync(other, count, cancellationToken);
        }
    }

    // A port that was free a moment ago.
    private static async Task<Uri> NobodyAsync()
    {
        await using var gone = new HookReceiver(keeps: false);
        return gone.Url;
    }

    private static async Task<GoalRow[]> ChangesAsync(BenchServer server, DeliveryOptions options, CancellationToken cancellationToken)
    {
        var (off, none, one) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            off.Add(await GrantsAsync(server, $"off{round}", "off", withEndpoint: false, options, cancellationToken));
            none.Add(await GrantsAsync(server, $"none{round}", "on", withEndpoint: false, options, cancellationToken));
            one.Add(await GrantsAsync(server, $"one{round}", "on", withEndpoint: true, options, cancellationToken));
        }

        return
        [
            GoalRow.AtLeast("changes, delivery running, no target", "/s", Medians.Of(none), "delivery off", Medians.Of(off), 0.95),
            GoalRow.AtLeast("changes, one endpoint", "/s", Medians.Of(one), "delivery off", Medians.Of(off), 0.6),
        ];
    }

    private static async Task<double> GrantsAsync(
        BenchServer server, string name, string delivery, bool withEndpoint, DeliveryOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync(name, cancellationToken);
        await using var receiver = new HookReceiver(keeps: false);
        await using var product = await StartAsync(database, delivery, cancellationToken);
        if (withEndpoint)
        {
            await EndpointAsync(product, receiver.Url, cancellationToken);
        }

        using var callers = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        Func<byte[]?> grant = () => Paths.Grant(Guid.NewGuid(), product.Key);
        await callers.SaturateAsync(grant, options.Turn, cancellationToken);
        var rate = await callers.SaturateAsync(grant, options.Turn, cancellationToken);
        if (withEndpoint)
        {
            // Within twice the run, or what is measured does not keep up.
            await Eventually.HoldsAsync(() => LeftAsync(database, cancellationToken), options.Turn * 4);
        }

        return rate;
    }

    private static readonly (string Name, string Value) Secret = ("SESSION_SECRET_KEY", "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo");

    // Loopback receivers without https are for development.
    private static Task<BenchProduct> StartAsync(
        NpgsqlDataSource database, string delivery, CancellationToken cancellationToken, params (string Name, string Value)[] more) =>
        BenchProduct.StartAsync(
            database, cancellationToken, [("ASPNETCORE_ENVIRONMENT", "Development"), ("DELIVERY", delivery), Secret, .. more]);

    private static async Task EndpointAsync(BenchProduct product, Uri receiver, CancellationToken cancellationToken)
    {
        using var admin = new HttpClient(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = product.Address };
        using var who = Json($$"""{"email":"{{BenchProduct.AdminEmail}}","password":"{{product.AdminPassword}}"}""");
        using var session = await admin.PostAsync("/api/session", who, cancellationToken);
        session.EnsureSuccessStatusCode();
        using var body = Json($$"""{"url":"{{receiver}}","max_in_flight":{{InFlight}}}""");
        using var made = await admin.PostAsync("/api/admin/webhook-endpoints", body, cancellationToken);
        made.EnsureSuccessStatusCode();
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));

    private static async Task AddAsync(NpgsqlDataSource database, int events, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Events).With(events);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task<long> UntilAsync(HookReceiver receiver, long count, CancellationToken cancellationToken) =>
        Eventually.LastSeenAsync(
            () => Task.FromResult(receiver.Count), seen => seen >= count, TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(5),
            cancellationToken);

    private static async Task<bool> LeftAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select not exists (select from statuslevels.outbox where delivered_at is null)
               and not exists (select from statuslevels.deliveries where status = 'pending')
            """);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // What one durable write takes here and now.
    private static async Task<double> CommitAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var make = database.CreateCommand("create table commits (n bigint)");
        await make.ExecuteNonQueryAsync(cancellationToken);
        var times = new List<double>();
        for (var commit = 0; commit < 200; commit++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var insert = database.CreateCommand("insert into commits values (1)");
            await insert.ExecuteNonQueryAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return Medians.Of(times);
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {unit}");
}
