using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;
using StatusLevels.Testing.Cluster;
using StatusLevels.Transparency;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Bench.Log;

/// <summary>How soon an entry is in the public log, what the log costs the changes, and what a credential takes.</summary>
internal static class LogBench
{
    private const double MostMedian = 2;
    private const double MostEver = 60;
    private const double FewestLeaves = 5_000;
    private const double ChangesGoal = 0.9;
    private const double MostMilliseconds = 2;
    private const double MostOfBundle = 50;

    private static readonly Ed25519Key Key = new([.. Enumerable.Repeat((byte)7, Ed25519Key.SeedBytes)]);

    private static readonly (string Name, string Value)[] WithLog =
    [
        ("LOG_SIGNING_KEY", Convert.ToBase64String([.. Enumerable.Repeat((byte)8, Ed25519Key.SeedBytes)])),
        ("CREDENTIAL_KEYS", $"1:{Convert.ToBase64String([.. Enumerable.Repeat((byte)7, Ed25519Key.SeedBytes)])}"),
    ];

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(LogOptions options, string command, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        var table = new ResultTable(
            "log", command,
            [
                "one node and one PostgreSQL on this machine; delivery is off",
                $"until a checkpoint: from the answer to a change, {options.Changes} one after the other",
                "appending: a log that begins with every entry that the changes before it left, between its first and its last checkpoint",
                $"changes: grants of B with {RequestOptions.Connections} connections, alternating, each time a new product on a database of its own",
                $"credentials: over HTTP, one after the other, {options.Times} times; medians. Verifying: in the bench's own process",
            ],
            GoalRow.Header);
        var rows = new List<GoalRow>();
        rows.AddRange(await UntilLoggedAsync(server, options, cancellationToken));
        rows.AddRange(await ChangesAsync(server, options, cancellationToken));
        await table.PublishAsync(rows, TimeProvider.System.GetUtcNow());
        return rows;
    }

    private static async Task<IReadOnlyList<GoalRow>> UntilLoggedAsync(
        BenchServer server, LogOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync("logged", cancellationToken);
        await using var product = await StartAsync(database, WithLog, cancellationToken);
        using var client = ServiceCaller.Client(product.Address, product.Key, TimeSpan.FromSeconds(30));
        var organization = Guid.Empty;
        var times = new List<double>();
        for (var change = 1; change <= options.Changes; change++)
        {
            organization = Guid.NewGuid();
            using var body = new StringContent("""{"level":"B"}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync($"/api/admin/organizations/{organization}/status-levels", body, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var began = Stopwatch.GetTimestamp();
            var size = change;
            await Eventually.LastSeenAsync(
                () => SizeAsync(client, cancellationToken), seen => seen >= size, TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(5),
                cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        var (median, longest) = (Medians.Of(times), times.Max());
        return
        [
            Row("an entry until a checkpoint has it: median", median, "s", MostMedian),
            Row("the same: the longest", longest, "s", MostEver),
            .. await CredentialsAsync(client, organization, options, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<GoalRow>> CredentialsAsync(
        HttpClient client, Guid organization, LogOptions options, CancellationToken cancellationToken)
    {
        var address = $"/api/organizations/{organization}/credentials/B";
        var issue = await MedianAsync(options.Times, () => client.GetStringAsync(new Uri(address, UriKind.Relative), cancellationToken));
        var bundle = "";
        var whole = await MedianAsync(options.Times, async () =>
            bundle = await client.GetStringAsync(new Uri($"{address}/bundle", UriKind.Relative), cancellationToken));
        var trust = new BundleTrust([Key.PublicKey.ToArray()]);
        var verify = await MedianAsync(options.Times, () =>
        {
            var report = BundleVerification.Verify(bundle, trust, TimeProvider.System.GetUtcNow());
            return report.Verdict is BundleVerdict.Valid or BundleVerdict.AsOf
                ? Task.CompletedTask
                : throw new InvalidOperationException($"The bundle is {report.Verdict}.");
        });
        return
        [
            Row("a credential, over HTTP", issue, "ms", MostMilliseconds),
            Row($"its bundle, over HTTP ({GoalRow.Text(bundle.Length / 1024.0)} KiB)", whole, "ms", MostOfBundle),
            Row("the bundle verified", verify, "ms", MostOfBundle),
        ];
    }

    private static async Task<double> MedianAsync(int times, Func<Task> act)
    {
        var taken = new List<double>();
        for (var turn = 0; turn < times; turn++)
        {
            var began = Stopwatch.GetTimestamp();
            await act();
            taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // The first ones compile what the others run.
        return Medians.Of(taken.Skip(times / 3));
    }

    private static async Task<IReadOnlyList<GoalRow>> ChangesAsync(
        BenchServer server, LogOptions options, CancellationToken cancellationToken)
    {
        var (without, with, leaves) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            await using (var plain = await server.CreateDatabaseAsync($"plain{round}", cancellationToken))
            {
                without.Add(await GrantsAsync(plain, options, [], cancellationToken));
                leaves.Add(await AppendedAsync(plain, cancellationToken));
            }

            await using var logged = await server.CreateDatabaseAsync($"grown{round}", cancellationToken);
            with.Add(await GrantsAsync(logged, options, WithLog, cancellationToken));
        }

        return
        [
            GoalRow.AtLeast("changes, with the log", "/s", Medians.Of(with), "without", Medians.Of(without), ChangesGoal),
            new GoalRow(
                "appending entries that wait", $"{GoalRow.Text(Medians.Of(leaves))} /s", "-", $"{GoalRow.Text(Medians.Of(leaves))} /s",
                $"≥ {GoalRow.Text(FewestLeaves)} /s", Medians.Of(leaves) >= FewestLeaves),
        ];
    }

    private static async Task<double> GrantsAsync(
        NpgsqlDataSource database, LogOptions options, (string, string)[] settings, CancellationToken cancellationToken)
    {
        await using var product = await StartAsync(database, settings, cancellationToken);
        using var callers = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        Func<byte[]?> grant = () => Paths.Grant(Guid.NewGuid(), product.Key);
        await callers.SaturateAsync(grant, options.Turn, cancellationToken);
        return await callers.SaturateAsync(grant, options.Turn, cancellationToken);
    }

    // A product that has a log now: it begins with what is there.
    private static async Task<double> AppendedAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var product = await StartAsync(database, WithLog, cancellationToken);
        await using var left = database.CreateCommand("select not exists (select from statuslevels.log_queue)").With();
        await Eventually.HoldsAsync(
            async () => await left.ExecuteScalarAsync(cancellationToken) is true, TimeSpan.FromMinutes(2));
        await using var rate = database.CreateCommand("""
            select (max(size) - min(size)) / extract(epoch from max(signed_at) - min(signed_at)) from statuslevels.log_checkpoints
            """).With();
        return Convert.ToDouble(await rate.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task<long> SizeAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri("/log/checkpoint", UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode
            && SignedNote.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)) is { } note
            && Checkpoint.Parse(note.Text) is { } checkpoint
                ? checkpoint.Size
                : 0;
    }

    // It is called where it says that it is.
    private static Task<BenchProduct> StartAsync(
        NpgsqlDataSource database, (string, string)[] settings, CancellationToken cancellationToken)
    {
        var port = FreePorts.One();
        return BenchProduct.StartAsync(
            database, cancellationToken,
            [
                ("DELIVERY", "off"), ("PORT", $"{port}"), ("PUBLIC_BASE_URL", $"http://127.0.0.1:{port}"), .. settings,
            ]);
    }

    private static GoalRow Row(string what, double value, string unit, double most) => new(
        what, $"{GoalRow.Text(value)} {unit}", "-", $"{GoalRow.Text(value)} {unit}", $"≤ {GoalRow.Text(most)} {unit}", value <= most);
}
