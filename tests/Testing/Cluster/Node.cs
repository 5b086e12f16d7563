using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace StatusLevels.Testing.Cluster;

/// <summary>
/// The real product as a process, beside others of its kind: killed, held, let go or
/// asked to stop. Only this one process is ever signalled.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private const int LinesKept = 200;

    private static readonly string[] Inherited =
        ["DATABASE_URL", "MIGRATIONS_DATABASE_URL", "MIGRATE_ON_START", "CI", "DATA_DIR", "CLUSTER", "PORT"];

    private readonly Process process;
    private readonly TestFolder? folder;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool paused;

    private Node(NodeOptions options, Process process, TestFolder? folder)
    {
        Options = options;
        this.process = process;
        this.folder = folder;
        Address = new Uri($"http://127.0.0.1:{options.HttpPort.ToString(CultureInfo.InvariantCulture)}");
    }

    public NodeOptions Options { get; }

    public string Name => Options.Name;

    /// <summary>Where it serves; a silo alone serves nowhere.</summary>
    public Uri Address { get; }

    public int ProcessId => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>The last lines that it wrote.</summary>
    public string Said => string.Join('\n', lines);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long; with what it said.</exception>
    public static async Task<Node> StartAsync(NodeOptions options, CancellationToken cancellationToken = default)
    {
        var node = Start(options);
        try
        {
            await node.ready.Task.WaitAsync(options.Patience, cancellationToken);
            return node;
        }
        catch (Exception exception)
        {
            await node.DisposeAsync();
            throw exception is TimeoutException
                ? new InvalidOperationException($"Node {options.Name} was not ready in time. It said:\n{node.Said}", exception)
                : exception;
        }
    }

    /// <summary>Starts it and does not wait; <see cref="WaitUntilReadyAsync"/> does.</summary>
    public static Node Start(NodeOptions options)
    {
        var own = options.DataDirectory is null ? new TestFolder() : null;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"StatusLevels.{options.Program}.dll")])
        {
            UseShellExecute = false,
            WorkingDirectory = own?.Path ?? options.DataDirectory!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in Inherited)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in options.Settings(start.WorkingDirectory))
        {
            start.Environment[name] = value;
        }

        var node = new Node(options, new Process { StartInfo = start, EnableRaisingEvents = true }, own);
        node.Run();
        return node;
    }

    /// <summary>What <c>/readyz</c> says; false when nobody answers.</summary>
    public async Task<bool> IsReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync("/readyz");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until <c>/readyz</c> answers 200; how long that took.</summary>
    /// <exception cref="TimeoutException">It took longer than allowed.</exception>
    public async Task<TimeSpan> WaitUntilReadyAsync(TimeSpan allowed, CancellationToken cancellationToken = default)
    {
        var since = Stopwatch.GetTimestamp();
        var serves = await Eventually.LastSeenAsync(
            IsReadyAsync, isReady => isReady || HasExited, allowed, cancellationToken: cancellationToken);
        var took = Stopwatch.GetElapsedTime(since);
        return serves
            ? took
            : throw new TimeoutException($"Node {Name} is not ready after {took.TotalSeconds:0.0} s. It said:\n{Said}");
    }

    /// <summary><c>kill -9</c>: from one moment to the next.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync(Patience.OfSeconds(10));
    }

    /// <summary><c>SIGSTOP</c>: it stands still, and its connections stay open.</summary>
    public void Pause()
    {
        Signal.Stop.Send(ProcessId);
        paused = true;
    }

    /// <summary><c>SIGCONT</c>.</summary>
    public void Resume()
    {
        Signal.Continue.Send(ProcessId);
        paused = false;
    }

    /// <summary>Asks it to stop and waits until it has; how long that took.</summary>
    public async Task<TimeSpan> TerminateAsync(TimeSpan? allowed = null)
    {
        var since = Stopwatch.GetTimestamp();
        Signal.Terminate.Send(ProcessId);
        await WaitForExitAsync(allowed ?? Patience.OfSeconds(60));
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Waits until it has ended by itself; its exit code.</summary>
    /// <exception cref="TimeoutException">It runs still.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan allowed)
    {
        using var bound = new CancellationTokenSource(allowed);
        try
        {
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Node {Name} runs still after {allowed.TotalSeconds:0} s. It said:\n{Said}", exception);
        }
    }

    /// <summary>Ends it: one with a private server is asked to stop, so that the server goes too; any other is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited && paused)
        {
            Resume();
        }

        if (!process.HasExited && Options.Database is null)
        {
            Signal.Terminate.Send(ProcessId);
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Patience.OfSeconds(40)));
        }

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder?.Dispose();
    }

    private void Run()
    {
        var announcement = Options.Program == NodeProgram.Api ? "StatusLevels is ready at " : "The silo of StatusLevels is ready";
        process.OutputDataReceived += (_, line) => Keep(line.Data, announcement);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, announcement);
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException($"Node {Name} ended before it was ready. It said:\n{Said}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line, string announcement)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        while (lines.Count > LinesKept)
        {
            lines.TryDequeue(out _);
        }

        if (line.Contains(announcement, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}
