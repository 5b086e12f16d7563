using System.Runtime.InteropServices;
using StatusLevels.Bench.Reminders;
using StatusLevels.Silo;

namespace StatusLevels.Bench;

/// <summary>One command a subject; each prints one table and writes it under bench/results.</summary>
internal static class Program
{
    private const string Usage = """
        bench/run reminders [--rounds N] [--counts N,N,…] [--tables windowed,stock]
            The cost of reminders that are armed and not due: start, memory, time of a refresh; beside the table of Orleans.
            --rounds   how often each is measured, alternating (5); the table shows medians
            --counts   how many reminders to compare with ten thousand (1000000,10000000)
            --tables   which tables to measure (both; the stock one up to a million)
        """;

    public static async Task<int> Main(string[] args)
    {
        using var asked = new CancellationTokenSource();
        try
        {
            switch (args)
            {
                case [ReminderNode.Verb, var table]:
                    await ReminderNode.RunAsync(Enum.Parse<ReminderTableKind>(table));
                    return 0;
                case ["reminders", .. var options]:
                    using (PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop))
                    using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop))
                    {
                        await ArmedReminders.RunAsync(ArmedRemindersOptions.Parse(options), $"bench/run {string.Join(' ', args)}", asked.Token);
                        return 0;
                    }

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
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end; nothing was written.");
            return 1;
        }

        // The private server and its folder go, too.
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.Cancel();
        }
    }
}
