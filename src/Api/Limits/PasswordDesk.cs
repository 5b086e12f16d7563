namespace StatusLevels.Api.Limits;

/// <summary>Who wants a password looked at, as the desk sees it.</summary>
/// <param name="Line">Whom it takes turns with others for: a network, or for a device that the account knows, the account.</param>
/// <param name="Account">Whose password it is.</param>
/// <param name="IsKnown">Somebody signed in to the account on this device before.</param>
/// <param name="IsPaced">So many try this account that strangers get one turn a second.</param>
internal sealed record DeskGuest(string Line, string Account, bool IsKnown, bool IsPaced);

/// <summary>
/// Lets a few passwords be looked at at once: that is expensive on purpose, and the rest of the product goes on. Whoever is known goes
/// first; among the others those whose network had the fewest turns in the last minute. What waits is bounded, for each line and in all,
/// and a full waiting room makes place for whoever had fewer turns.
/// </summary>
internal sealed class PasswordDesk : IDisposable
{
    /// <summary>Of known devices, of strangers, and of strangers at an account that gives them one turn a second: each.</summary>
    public const int MostWaiting = 64;

    public const int MostInLine = 4;

    /// <summary>After so many known ones in a row a stranger has a turn: nobody closes the desk by accounts of their own.</summary>
    private const int KnownInRow = 4;

    /// <summary>How many lines' turns are remembered for a minute.</summary>
    private const int MostRemembered = 10_000;

    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ITimer wakeUp;
    private readonly List<Waiter> waiting = [];
    private readonly Dictionary<string, int> turns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> pacedAt = new(StringComparer.Ordinal);
    private long minuteBegan;
    private int free;
    private int knownInRow;

    public PasswordDesk(int places, TimeProvider time)
    {
        this.time = time;
        free = places;
        minuteBegan = time.GetTimestamp();
        wakeUp = time.CreateTimer(_ => { lock (gate) { Serve(); } }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn, which is over when it is disposed; null when there is no place to wait, or it took too long.</summary>
    public async ValueTask<IDisposable?> EnterAsync(DeskGuest guest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(guest);
        lock (gate)
        {
            if (!MakePlaceFor(guest))
            {
                return null;
            }

            waiting.Add(waiter);
            Serve();
        }

        using var patience = new CancellationTokenSource(LongestWait, time);
        await using var left = cancellationToken.Register(() => GiveUp(waiter));
        await using var late = patience.Token.Register(() => GiveUp(waiter));
        if (await waiter.Turn.Task)
        {
            return new Turn(this);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    public void Dispose() => wakeUp.Dispose();

    /// <summary>Whoever waits longest of the line that had, and waits for, the most turns gives way to one that had fewer.</summary>
    private bool MakePlaceFor(DeskGuest guest)
    {
        var room = waiting
            .Where(waiter => waiter.Guest.IsKnown == guest.IsKnown && waiter.Guest.IsPaced == guest.IsPaced)
            .ToArray();
        if (InLine(guest.Line) >= MostInLine)
        {
            return false;
        }

        if (room.Length < MostWaiting)
        {
            return true;
        }

        var greediest = room.MaxBy(waiter => Share(waiter.Guest.Line))!;
        if (Share(greediest.Guest.Line) <= Share(guest.Line) + 1)
        {
            return false;
        }

        waiting.Remove(greediest);
        greediest.Turn.SetResult(false);
        return true;

        int InLine(string line) => room.Count(waiter => waiter.Guest.Line == line);

        int Share(string line) => InLine(line) + turns.GetValueOrDefault(line);
    }

    private void Serve()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(minuteBegan, now) >= Minute || turns.Count >= MostRemembered)
        {
            turns.Clear();
            minuteBegan = now;
        }

        foreach (var (account, at) in pacedAt)
        {
            if (time.GetElapsedTime(at, now) >= Pace)
            {
                pacedAt.Remove(account);
            }
        }

        while (free > 0 && Next() is { } waiter)
        {
            free--;
            waiting.Remove(waiter);
            knownInRow = waiter.Guest.IsKnown ? knownInRow + 1 : 0;
            turns[waiter.Guest.Line] = turns.GetValueOrDefault(waiter.Guest.Line) + 1;
            if (waiter.Guest.IsPaced)
            {
                pacedAt[waiter.Guest.Account] = now;
            }

            waiter.Turn.SetResult(true);
        }

        // Nobody else wakes up who waits for a second to pass.
        if (free > 0 && waiting.Count > 0)
        {
            wakeUp.Change(pacedAt.Values.Min(at => Pace - time.GetElapsedTime(at, now)), Timeout.InfiniteTimeSpan);
        }
    }

    private Waiter? Next()
    {
        var (known, stranger) = (First(isKnown: true), First(isKnown: false));
        return known is not null && (stranger is null || knownInRow < KnownInRow) ? known : stranger;

        // Who came first, where nothing else decides: the list is in that order.
        Waiter? First(bool isKnown) => waiting
            .Where(waiter => waiter.Guest.IsKnown == isKnown && !(waiter.Guest.IsPaced && pacedAt.ContainsKey(waiter.Guest.Account)))
            .MinBy(waiter => turns.GetValueOrDefault(waiter.Guest.Line));
    }

    private void GiveUp(Waiter waiter)
    {
        lock (gate)
        {
            if (waiting.Remove(waiter))
            {
                waiter.Turn.SetResult(false);
            }
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            free++;
            Serve();
        }
    }

    private sealed class Waiter(DeskGuest guest)
    {
        public DeskGuest Guest { get; } = guest;

        /// <summary>True: it begins. False: there is none.</summary>
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Turn(PasswordDesk desk) : IDisposable
    {
        private PasswordDesk? desk = desk;

        public void Dispose() => Interlocked.Exchange(ref desk, null)?.Leave();
    }
}
