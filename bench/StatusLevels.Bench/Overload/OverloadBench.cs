using System.Globalization;
using StatusLevels.Bench.Results;

namespace StatusLevels.Bench.Overload;

/// <summary>How the product fares when more is asked of it than it can do: it should do as much as before, soon, and recover.</summary>
internal static class OverloadBench
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(OverloadOptions options, string command, CancellationToken cancellationToken)
    {
        string[] notes =
        [
            "the whole product in a process of its own, its private PostgreSQL and the load generator on the same machine",
            $"saturation: {options.Connections} callers, each asks again as soon as it has its answer; overload: requests come at a fixed "
            + "rate whatever becomes of the ones before",
            "reads: public status of 1,000 warm organizations; changes: a grant to an organization that is new each time, by a service key",
            "not sent: due while 3,000 waited for their answers already; a generator on the same machine cannot have more open",
            "times of accepted requests in ms, counted from when each was due; goal at twice the saturation: goodput ≥ 80 % of it, p99 "
            + "bounded, and the same as before afterwards",
            $"hostile kinds: {options.Hostile:N0} connections that do it, each again when it is thrown out; beside them reads and "
            + $"changes at a fixed rate of {HostileCase.PerSecond} a second each, from another address; goal: all of them are served",
        ];
        var table = new ResultTable(
            "overload", command, notes,
            [
                "what", "phase", "offered/s", "goodput/s", "÷ saturation", "503/s", "other answers", "not sent/s", "p50", "p99", "most",
                "acknowledged and lost",
            ]);
        await using (var server = await BenchServer.StartAsync(cancellationToken))
        {
            foreach (var kind in options.Kinds)
            {
                var rows = OverloadOptions.HostileKinds.TryGetValue(kind, out var hostility)
                    ? await HostileCase.MeasureAsync(server, kind, hostility, options, cancellationToken)
                    : await MeasureAsync(server, kind, options, cancellationToken);
                foreach (var row in rows)
                {
                    table.Add(row);
                }
            }
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
    }

    private static async Task<List<string[]>> MeasureAsync(
        BenchServer server, string kind, OverloadOptions options, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync($"overload_{kind}", cancellationToken);
        await using var product = await BenchProduct.StartAsync(database, cancellationToken);
        using var load = new LoadGenerator(product, kind);
        await load.SaturateAsync(options.Connections, Warmup, cancellationToken);

        var before = await load.SaturateAsync(options.Connections, options.Phase, cancellationToken);
        var offered = before.Goodput * options.Times;
        var during = await load.OfferAsync(offered, options.Phase, cancellationToken);
        var after = await load.SaturateAsync(options.Connections, options.Phase, cancellationToken);
        return
        [
            await RowAsync("saturation", null, before),
            await RowAsync(string.Create(CultureInfo.InvariantCulture, $"{options.Times:0.#} × saturation"), offered, during),
            await RowAsync("afterwards", null, after),
        ];

        async Task<string[]> RowAsync(string phase, double? rate, Answers answers) => Row(
            kind, phase, rate, answers, before,
            kind == OverloadOptions.Changes
                ? await AcknowledgedGrants.CountLostAsync(database, answers.Acknowledged, cancellationToken)
                : null);
    }

    /// <summary>A line of the table.</summary>
    public static string[] Row(string kind, string phase, double? rate, Answers answers, Answers before, long? lost) =>
    [
        kind, phase, rate is { } fixedRate ? Text(fixedRate) : "-", Text(answers.Goodput),
        (answers.Goodput / before.Goodput).ToString("0.00", CultureInfo.InvariantCulture),
        Text(answers.OverloadedPerSecond), Text(answers.Other), Text(answers.NotSent / answers.Lasted.TotalSeconds),
        Text(answers.Quantile(0.5)), Text(answers.Quantile(0.99)), Text(answers.Quantile(1)), lost is { } count ? Text(count) : "-",
    ];

    private static string Text(double number) => number.ToString(number < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);
}
