using StatusLevels.Bench.Badges;
using StatusLevels.Bench.Delivery;
using StatusLevels.Bench.Faults;
using StatusLevels.Bench.Flood;
using StatusLevels.Bench.Log;
using StatusLevels.Bench.Overload;
using StatusLevels.Bench.Pages;
using StatusLevels.Bench.Reminders;
using StatusLevels.Bench.Requests;
using StatusLevels.Bench.Results;
using StatusLevels.Bench.Starvation;
using StatusLevels.Bench.Takeover;
using StatusLevels.Bench.Ticks;
using StatusLevels.Silo;

namespace StatusLevels.Bench;

/// <summary>One command a subject; each prints one table and writes it under bench/results.</summary>
internal static class Program
{
    private const string Usage = """
        bench/run all [--subjects requests,reminders,flood,faults,delivery,badge,pages,takeover,log]: each briefly, and at the end the one table of goals (within an hour)
        bench/run reminders [--rows armed,steady,burst,outage] …
            --rows     what to measure (all); each of the two groups has a table of its own
          armed: reminders that are armed and not due: start, memory, time of a refresh; beside Orleans's table and beside a daily scan
            --rounds   how often each is measured, alternating (5); the table shows medians
            --counts   how many reminders to compare with ten thousand (1000000,10000000)
            --tables   which tables to measure: windowed,stock (both; the stock one up to a million)
          steady, burst, outage: real organizations that are due; lateness, missed, raised twice
            --per-second, --seconds   ticks a second, and for how long (500, 300)
            --burst    organizations due in the same second (50000)
            --outage   organizations due while the process is away (10000)
        bench/run requests: the product beside an empty endpoint and beside the same service without actors
            --rows     start,warm,browser,changes,hot,cold,memory,history,nodes (all)
            --rounds, --seconds   alternating turns, and how long each lasts (5, 4)
            --organizations       read cold in each turn, at most (3000)
            --entries             of the long history (100000)
        bench/run flood [--ids 1000000]
            --ids      ids that nobody knows; memory above idle afterwards, rows created
        bench/run delivery: how soon an event goes out, how many a second, and what that costs the changes
            --events   that wait when throughput is measured (20000)
            --flood    events to three endpoints, one of them dead (50000)
            --changes  made one after the other, for the time until the first attempt (300)
            --seconds  how long changes are made under load, each time (10)
        bench/run badge: badges and scans of QR codes beside an empty endpoint, as browsers ask for them
            --rounds, --seconds   alternating turns, and how long each lasts (5, 4)
        bench/run pages: the public page beside an empty endpoint; dashboard and lists among very many organizations
            --rounds, --seconds   alternating turns, and how long each lasts (5, 4)
            --organizations       in the read model (1000000)
            --times               how often each page is read (200)
        bench/run takeover: organizations of the first product, beside changes of the same run
            --organizations   how many (10000)
        bench/run log: how soon an entry is in the public log, what the log costs the changes, and what a credential takes
            --changes  made one after the other, for the time until a checkpoint has them (40)
            --rounds, --seconds   alternating turns with and without the log, and how long each lasts (3, 10)
            --times    how often a credential and a bundle are read, and a bundle is verified (300)
        bench/run overload: the whole product at saturation, at twice of it, and afterwards; and beside hostile connections
            --kinds        reads,changes,half-open,slow-headers,slow-bodies,slow-readers,pipelines,probes,wrong-keys,wrong-signatures (all)
            --seconds      how long each phase lasts (30)
            --connections  callers at once that find the saturation (64)
            --times        how many times the saturation is offered (2)
            --hostile      connections of each hostile kind (3000)
        bench/run starvation: three nodes that get hardly any processor; are they taken for dead, and how soon is one noticed that is
            --probes   seconds of a probe and how many are missed (1x3,2x3,5x3)
            --seconds, --loops   how long each is starved, and by how many loops (75, 8)
        bench/run faults: nodes and databases that die, stand still, fill up or are slow, under load; what is lost, and for how long
            --faults   kill,kill-all,replace,stop,database-killed,database-gone,pool,slow,disk,clock,pooler (all)
            --seconds  how long each lasts (20)
        """;

    private static readonly Dictionary<string, Subject> Subjects = new(StringComparer.Ordinal)
    {
        ["requests"] = (words, command, stopping) => RequestBench.RunAsync(RequestOptions.Parse(words), command, stopping),
        ["reminders"] = (words, command, stopping) => RunAsync(ReminderOptionWords.Parse(words), command, stopping),
        ["delivery"] = (words, command, stopping) => DeliveryBench.RunAsync(DeliveryOptions.Parse(words), command, stopping),
        ["badge"] = (words, command, stopping) => BadgeBench.RunAsync(BadgeOptions.Parse(words), command, stopping),
        ["pages"] = (words, command, stopping) => PageBench.RunAsync(PageOptions.Parse(words), command, stopping),
        ["takeover"] = (words, command, stopping) => TakeoverBench.RunAsync(TakeoverBenchOptions.Parse(words), command, stopping),
        ["log"] = (words, command, stopping) => LogBench.RunAsync(LogOptions.Parse(words), command, stopping),
        ["flood"] = (words, command, stopping) => FloodBench.RunAsync(FloodOptions.Parse(words).Ids, command, stopping),
        ["faults"] = (words, command, stopping) => FaultBench.RunAsync(FaultOptions.Parse(words), command, stopping),
        ["overload"] = async (words, command, stopping) =>
        {
            await OverloadBench.RunAsync(OverloadOptions.Parse(words), command, stopping);
            return [];
        },
        ["starvation"] = async (words, command, stopping) =>
        {
            await StarvationBench.RunAsync(StarvationOptions.Parse(words), command, stopping);
            return [];
        },
    };

    // Those with goals, and what `all` tells each so that the whole takes less than an hour.
    private static readonly Dictionary<string, string[]> WithGoals = new(StringComparer.Ordinal)
    {
        ["requests"] = [],
        ["reminders"] = ["--rounds", "3", "--counts", "1000000", "--seconds", "120"],
        ["flood"] = [],
        ["faults"] = ["--faults", "kill,kill-all,replace,stop,database-killed"],
        ["delivery"] = [],
        ["badge"] = [],
        ["pages"] = [],
        ["takeover"] = [],
        ["log"] = [],
    };

    /// <summary>Measures, prints and writes one table.</summary>
    /// <returns>The rows that have a goal.</returns>
    private delegate Task<IReadOnlyList<GoalRow>> Subject(string[] words, string command, CancellationToken cancellationToken);

    public static async Task<int> Main(string[] args)
    {
        try
        {
            switch (args)
            {
                case [ReminderNode.Verb, var table]:
                    await ReminderNode.RunAsync(Enum.Parse<ReminderTableKind>(table));
                    return 0;
                case [TickNode.Verb]:
                    await TickNode.RunAsync();
                    return 0;
                case [FloodNode.Verb, var ids]:
                    await FloodNode.RunAsync(FloodOptions.Parse([FloodOptions.IdsWord, ids]).Ids);
                    return 0;
                case [WarmNode.Verb, var kind]:
                    await WarmNode.RunAsync(kind);
                    return 0;
                case ["all", .. var words]:
                    return await MeasureAsync(stopping => RunAllAsync(words, Command(args), stopping));
                case [var name, .. var words] when Subjects.TryGetValue(name, out var subject):
                    return await MeasureAsync(stopping => subject(words, Command(args), stopping));
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 1;
            }
        }
        catch (Exception exception) when (exception is FormatException or StartupException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static string Command(string[] args) => $"bench/run {string.Join(' ', args)}";

    // When it is told to stop, the private server and its folder go, too.
    private static async Task<int> MeasureAsync(Func<CancellationToken, Task> measure)
    {
        using var signals = new StopSignals();
        try
        {
            await measure(signals.Token);
            return 0;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end; nothing was written.");
            return 1;
        }
    }

    private static async Task<IReadOnlyList<GoalRow>> RunAsync(
        ReminderOptionWords options, string command, CancellationToken cancellationToken)
    {
        var rows = new List<GoalRow>();
        if (options.Rows.Contains(ReminderOptionWords.ArmedRow, StringComparer.Ordinal))
        {
            rows.AddRange(await ArmedReminders.RunAsync(options.Armed, command, cancellationToken));
        }

        if (options.Ticks.Kinds.Count > 0)
        {
            rows.AddRange(await TickBench.RunAsync(options.Ticks, command, cancellationToken));
        }

        return rows;
    }

    private static async Task RunAllAsync(string[] words, string command, CancellationToken cancellationToken)
    {
        var chosen = OptionWord.Read<IReadOnlyList<string>>(
            words, [.. WithGoals.Keys], static (_, word) => word.Word == "--subjects" ? word.SomeOf([.. WithGoals.Keys]) : null);
        var table = new ResultTable(
            "goals", command,
            ["how each was measured says the table of its subject, which was written beside this one", "ten million reminders: `bench/run reminders`"],
            GoalRow.Header);
        var (met, missed) = (0, 0);
        foreach (var name in chosen)
        {
            var typed = $"bench/run {string.Join(' ', [name, .. WithGoals[name]])}";
            foreach (var row in await Subjects[name](WithGoals[name], typed, cancellationToken))
            {
                table.Add(row.Cells());
                (met, missed) = row.IsMet ? (met + 1, missed) : (met, missed + 1);
            }
        }

        await table.PublishAsync(TimeProvider.System.GetUtcNow());
        await Console.Out.WriteLineAsync($"{met} goals met, {missed} not");
    }
}
