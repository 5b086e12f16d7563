using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>Makes, starts and stops the server of one folder, with PostgreSQL's own programs.</summary>
internal sealed partial class Postmaster(PostgresBinaries binaries, ServerHome home, string socketFolder, bool durable, ILogger logger)
{
    /// <summary>The name of the server's role and of its database.</summary>
    public const string Name = "statuslevels";

    private static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ImmediateShutdown = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToLeaveTrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastBackends = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly ServerLog log = new(home.LogFile, home.Files);

    /// <summary>Makes the cluster when there is none. It appears under its name only when it is whole, so a crash leaves no half.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (home.DataMajor is not null)
        {
            return;
        }

        var unfinished = Path.Combine(home.Folder, "data.new");
        if (Directory.Exists(unfinished))
        {
            await home.Files.RemoveAsync([unfinished], cancellationToken);
        }

        LogMaking(logger, binaries.Major, home.DataFolder);
        string[] arguments =
        [
            "--pgdata", unfinished, "--username", Name, "--pwfile", home.PasswordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        var initialize = Command("initdb", arguments);
        var answer = await initialize.RunAsync(cancellationToken, home.Folder);
        if (home.Account.Name is null && BorrowedName.IsMissing(answer))
        {
            answer = await (await BorrowedName.LendAsync(initialize, home.Folder, cancellationToken))
                .RunAsync(cancellationToken, home.Folder);
        }

        if (!answer.Succeeded)
        {
            throw new StartupException($"The database in '{home.Folder}' could not be made: {answer.Said}");
        }

        await home.Files.MoveAsync(unfinished, home.DataFolder, cancellationToken);
    }

    /// <summary>Starts the server and waits until it answers; a crashed one recovers first.</summary>
    /// <exception cref="StartupException">It did not start; the sentence ends with what its log says.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await log.TrimAsync(cancellationToken);
        await home.Files.WriteAsync(
            Path.Combine(home.DataFolder, "postgresql.conf"), ServerConfiguration.Settings(socketFolder, durable), cancellationToken);
        await home.Files.WriteAsync(Path.Combine(home.DataFolder, "pg_hba.conf"), ServerConfiguration.Access, cancellationToken);
        var started = Stopwatch.GetTimestamp();

        // Who gives up waits until the server has left its trace: without one it could not be found and stopped.
        using var patience = new CancellationTokenSource();
        await using var hurry = cancellationToken.Register(() => patience.CancelAfter(TimeToLeaveTrace));
        while (true)
        {
            // pg_ctl puts the server into a session of its own: Ctrl-C in the terminal reaches this process only, which stops the server
            // last. Relative paths, because pg_ctl hands them to a shell.
            var start = Command("pg_ctl", "start", "--pgdata", "data", "--log", "server.log", "--wait", "--timeout", "300", "--silent");
            var answer = await start.RunAsync(patience.Token, home.Folder, sparesChildren: true);
            cancellationToken.ThrowIfCancellationRequested();
            if (answer.Succeeded)
            {
                return;
            }

            // After kill -9 of the server the backends of the old one may still be finishing their statement.
            var tail = await log.TailAsync(cancellationToken);
            if (!tail.Contains("shared memory block", StringComparison.Ordinal) || Stopwatch.GetElapsedTime(started) > LastBackends)
            {
                throw new StartupException($"The database server in '{home.Folder}' does not start: {tail}");
            }

            await Task.Delay(Step * 5, cancellationToken);
        }
    }

    /// <summary>
    /// Stops the server when it runs. A server that an earlier process left behind is stopped too rather than adopted: so there is one way
    /// to be started, its settings and socket are those of this version, and what the dead process had open is rolled back. It costs a
    /// fraction of a second.
    /// </summary>
    /// <exception cref="StartupException">It cannot be stopped.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ServerProcess.Find(home.DataFolder) is not { } process)
        {
            return;
        }

        if (await StopAsync(process, "fast", FastShutdown, cancellationToken)
            || await StopAsync(process, "immediate", ImmediateShutdown, cancellationToken))
        {
            return;
        }

        throw new StartupException($"The database server in '{home.Folder}' (process {process.Id}) cannot be stopped: stop it by hand.");
    }

    /// <summary>
    /// Ends what an earlier process left: a running server, or the trace of one whose number now belongs to somebody else.
    /// </summary>
    public async Task ClearOrphanAsync(CancellationToken cancellationToken)
    {
        if (ServerProcess.Find(home.DataFolder) is { } orphan)
        {
            LogOrphan(logger, orphan.Id);
            await StopAsync(cancellationToken);
        }
        else if (await ServerProcess.RemoveStaleTraceAsync(home.DataFolder, home.Files, cancellationToken))
        {
            LogCrashed(logger, home.DataFolder);
        }

        // The lock of the socket, too, may name a number that somebody else has now.
        await SocketFolder.ClearAsync(socketFolder, home.Files, cancellationToken);
    }

    private async Task<bool> StopAsync(ServerProcess process, string mode, TimeSpan limit, CancellationToken cancellationToken)
    {
        await Command("pg_ctl", "stop", "--pgdata", "data", "--mode", mode, "--no-wait", "--silent")
            .RunAsync(cancellationToken, home.Folder);
        var started = Stopwatch.GetTimestamp();
        while (process.IsAlive)
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await Task.Delay(Step, cancellationToken);
        }

        return true;
    }

    private ExternalCommand Command(string program, params IReadOnlyList<string> arguments) =>
        home.Account.Wrap(new ExternalCommand(binaries.Program(program), arguments));

    [LoggerMessage(Level = LogLevel.Information, Message = "Making a PostgreSQL {Major} database in {Folder}")]
    private static partial void LogMaking(ILogger logger, int major, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An earlier process left its database server running (process {Process}): it is stopped and started anew")]
    private static partial void LogOrphan(ILogger logger, int process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database server in {Folder} was not stopped cleanly: it recovers from its log")]
    private static partial void LogCrashed(ILogger logger, string folder);
}
