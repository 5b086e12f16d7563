using System.Globalization;
using Npgsql;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Badges;

/// <summary>Badges and scans of QR codes beside an empty endpoint, as browsers ask for them.</summary>
internal static class BadgeBench
{
    private const int Organizations = 500;
    private const double BadgeGoal = 0.8;
    private const double ScanGoal = 0.7;

    /// <summary>Below it no scan is lost.</summary>
    private const double ScansASecond = 5_000;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(3);

    private static readonly (string What, string Query, string Headers)[] Kinds =
    [
        ("an Origin", "", "Origin: https://shop.example.org\r\n"),
        ("cookies", "", "Cookie: session_id=made-up.signature; theme=dark\r\n"),
        ("a Referer and Accept-Language", "", "Referer: https://shop.example.org/about\r\nAccept-Language: ru-RU,ru;q=0.9,en;q=0.8\r\n"),
        ("the script's query", "?style=seal&theme=auto&lang=en&host=shop.example.org", ""),
        ("a card's query", "?style=card", ""),
    ];

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(BadgeOptions options, string command, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "badge", command,
            [
                "product, the empty endpoint (bench/peers), PostgreSQL and the callers on the same cores",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{BadgeOptions.Connections} connections, each asks again as soon as it has its answer; medians of {options.Rounds} "
                    + $"alternating turns of {options.Turn.TotalSeconds:0} s; {Organizations} organizations in memory"),
                "empty: a minimal endpoint that answers a constant of the same size",
            ],
            GoalRow.Header);
        var rows = new List<GoalRow>();
        await using (var server = await BenchServer.StartAsync(cancellationToken))
        {
            await using var database = await server.CreateDatabaseAsync("badges", cancellationToken);
            await using var product = await BenchProduct.StartAsync(database, cancellationToken);
            var organizations = await GrantAsync(product, cancellationToken);
            rows.AddRange(await BadgesAsync(options, product, organizations, cancellationToken));
            rows.AddRange(await ScansAsync(options, product, database, organizations[0], cancellationToken));
        }

        foreach (var row in rows)
        {
            await Console.Error.WriteLineAsync(string.Join(" | ", row.Cells()));
            table.Add(row.Cells());
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        return rows;
    }

    // Held, and in memory: the second reader wakes an organization.
    private static async Task<Guid[]> GrantAsync(BenchProduct product, CancellationToken cancellationToken)
    {
        using var lane = await HttpLane.ConnectAsync(product.Address, cancellationToken);
        var organizations = Enumerable.Range(0, Organizations).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var organization in organizations)
        {
            await lane.AskAsync(Paths.Grant(organization, product.Key), cancellationToken);
            await lane.AskAsync(Badge(organization), cancellationToken);
        }

        return organizations;
    }

    private static async Task<IReadOnlyList<GoalRow>> BadgesAsync(
        BadgeOptions options, BenchProduct product, Guid[] organizations, CancellationToken cancellationToken)
    {
        var rows = new List<GoalRow>();
        foreach (var (what, query, headers) in Kinds)
        {
            var asked = organizations.Select(organization => Badge(organization, query, headers)).ToArray();
            rows.Add(await BesideEmptyAsync(options, product, $"badge, warm, with {what}", asked, BadgeGoal, cancellationToken));
        }

        using var lane = await HttpLane.ConnectAsync(product.Address, cancellationToken);
        var held = new List<byte[]>();
        foreach (var organization in organizations)
        {
            await lane.AskAsync(Badge(organization), cancellationToken);
            held.Add(Badge(organization, "", $"If-None-Match: {lane.Header("ETag")}\r\n"));
        }

        rows.Add(await BesideEmptyAsync(
            options, product, "badge, warm, with If-None-Match (304)", [.. held], BadgeGoal, cancellationToken));
        return rows;
    }

    private static async Task<IReadOnlyList<GoalRow>> ScansAsync(
        BadgeOptions options, BenchProduct product, NpgsqlDataSource database, Guid organization, CancellationToken cancellationToken)
    {
        const string Code = "bench234";
        await using (var insert = database.CreateCommand(
            $"insert into statuslevels.qr_codes (id, organization_id, code, label, created_at) values (gen_random_uuid(), $1, '{Code}', 'Bench', now())"))
        {
            insert.Parameters.Add(new() { Value = organization });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        var scan = HttpLane.Request("GET", $"/q/{Code}", "User-Agent: Mozilla/5.0 (iPhone) Mobile/15E148\r\nAccept-Language: ru\r\n");
        using var callers = await Callers.ConnectAsync(product.Address, BadgeOptions.Connections, cancellationToken);
        await callers.SaturateAsync(() => scan, Warmup, cancellationToken);
        var before = await SettledAsync(database, cancellationToken);
        var offered = (await callers.OfferAsync(scan, ScansASecond, options.Turn, cancellationToken)).Length;
        var rate = offered / options.Turn.TotalSeconds;
        var counted = await SettledAsync(database, cancellationToken) - before;
        var beside = await BesideEmptyAsync(options, product, "a scan", [scan], ScanGoal, cancellationToken);
        return
        [
            beside,
            new GoalRow(
                $"scans at {GoalRow.Text(rate)}/s that were lost", GoalRow.Text(offered - counted), $"sent: {GoalRow.Text(offered)}",
                GoalRow.Text(offered - counted), "0", offered == counted),
        ];
    }

    // How many scans are written down, once no more come.
    private static async Task<long> SettledAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var (before, now) = (-1L, 0L);
        while (now != before)
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            await using var count = database.CreateCommand("select coalesce(sum(scans), 0)::bigint from statuslevels.qr_scan_days");
            now = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        }

        return now;
    }

    private static async Task<GoalRow> BesideEmptyAsync(
        BadgeOptions options, BenchProduct product, string what, byte[][] requests, double goal, CancellationToken cancellationToken)
    {
        await using var pair = await BesideEmpty.StartAsync(
            product.Address, requests, BadgeOptions.Connections, options.Rounds, options.Turn, cancellationToken);
        var (mine, limit) = await pair.SaturateAsync(cancellationToken);
        return GoalRow.AtLeast(what, "/s", mine, "empty", limit, goal);
    }

    private static byte[] Badge(Guid organization, string query = "", string headers = "") =>
        HttpLane.Request("GET", $"/badges/{organization}.svg{query}", headers);
}
