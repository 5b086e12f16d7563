using System.Diagnostics;
using System.Globalization;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Bench.Takeover;

/// <summary>How fast organizations are taken over from the first product, beside changes of the same run.</summary>
internal static class TakeoverBench
{
    private const double MostGrowth = 1.25;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static async Task<IReadOnlyList<GoalRow>> RunAsync(
        TakeoverBenchOptions options, string command, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        var table = new ResultTable(
            "takeover", command,
            [
                $"{options.Organizations:N0} organizations of the first product, with its oddities, in the same database; without B and C, which nobody let in",
                "taking over: from the first organization to the last, as the command itself says; the whole is from its start to its end",
                $"changes: grants of B with {RequestOptions.Connections} connections, in a database of their own",
            ],
            GoalRow.Header);
        var changes = await ChangesAsync(server, cancellationToken);
        // What compiles comes first, and a half shows whether memory grows with what is taken over.
        var half = await TakeOverAsync(server, "half", options.Organizations / 2, cancellationToken);
        var all = await TakeOverAsync(server, "all", options.Organizations, cancellationToken);
        GoalRow[] rows =
        [
            GoalRow.AtLeast("organizations taken over", "/s", all.Rate, "changes", changes, 0.5),
            new("the whole command", $"{GoalRow.Text(all.Seconds)} s", "-", $"{GoalRow.Text(all.Seconds)} s", "-", true),
            GoalRow.AtMost("memory at its peak", "MiB", all.Peak, "half of the organizations", half.Peak, MostGrowth),
        ];
        await table.PublishAsync(rows, TimeProvider.System.GetUtcNow());
        return rows;
    }

    private static async Task<double> ChangesAsync(BenchServer server, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync("changes", cancellationToken);
        await using var product = await BenchProduct.StartAsync(database, cancellationToken, ("DELIVERY", "off"));
        using var callers = await Callers.ConnectAsync(product.Address, RequestOptions.Connections, cancellationToken);
        Func<byte[]?> grant = () => Paths.Grant(Guid.NewGuid(), product.Key);
        await callers.SaturateAsync(grant, Turn, cancellationToken);
        return await callers.SaturateAsync(grant, Turn, cancellationToken);
    }

    private static async Task<(double Rate, double Seconds, double Peak)> TakeOverAsync(
        BenchServer server, string name, int organizations, CancellationToken cancellationToken)
    {
        await using var database = await server.CreateDatabaseAsync(
            name, cancellationToken, FirstProductSchema.Whole + FirstProductData.Of(organizations));
        var began = Stopwatch.GetTimestamp();
        await using var taking = BenchNode.Start(
            Path.Combine(AppContext.BaseDirectory, "StatusLevels.Api.dll"), ["takeover"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = database.ConnectionString,
                ["CLUSTER"] = "local",
                ["DASHBOARD"] = "off",
            });
        var reading = LastLineAsync(taking, cancellationToken);
        var peak = 0d;
        while (!reading.IsCompleted)
        {
            peak = Math.Max(peak, taking.HasEnded ? 0 : taking.Peak);
            await Task.WhenAny(reading, Task.Delay(Look, cancellationToken));
        }

        var last = await reading;
        // "10,003 organizations in 12.3 s (813/s)."
        var rate = last.Split('(', '/')[1];
        return (
            double.Parse(rate, NumberStyles.Number, CultureInfo.InvariantCulture), Stopwatch.GetElapsedTime(began).TotalSeconds, peak);
    }

    private static async Task<string> LastLineAsync(BenchNode taking, CancellationToken cancellationToken)
    {
        var last = "";
        while (await taking.ReadLineAsync(cancellationToken) is { } line)
        {
            last = line.Length == 0 ? last : line;
        }

        return last;
    }
}

/// <summary>What <c>bench/run takeover</c> is told.</summary>
/// <param name="Organizations">How many are taken over.</param>
internal sealed record TakeoverBenchOptions(int Organizations)
{
    /// <exception cref="FormatException">A word is not known, or its value is none.</exception>
    public static TakeoverBenchOptions Parse(IReadOnlyList<string> words) => OptionWord.Read(
        words, new TakeoverBenchOptions(10_000),
        static (options, word) => word.Word == "--organizations" ? options with { Organizations = word.Number() } : null);
}
