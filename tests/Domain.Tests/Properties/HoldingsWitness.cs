using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>
/// Invariants 1 and 2, and that reads are right: what counts at any instant, what is due next, and that the account, folded
/// later, tells of every instant what was read then.
/// </summary>
internal sealed class HoldingsWitness : IWitness
{
    private readonly NaiveHoldings holdings = new();

    private readonly List<(DateTimeOffset At, string Levels)> readings = [];

    private readonly List<HistoryEntry> account = [];

    public void See(Turn turn)
    {
        // What was read by a clock ahead of this one's is not settled yet.
        readings.RemoveAll(reading => reading.At >= turn.Now && turn.TookEffect);
        ReadJustBefore(turn);
        if (turn.Command is StatusCommand.Import)
        {
            // What nobody here knew before is true of the past, too.
            readings.Clear();
        }

        ThereIsOneOfEach(turn);
        foreach (var happened in turn.Decision.Events)
        {
            if (happened is StatusEvent.OrganizationForgotten)
            {
                // Forgetting settles nothing first: what was read of what fell due since then has no entry any more.
                readings.RemoveAll(reading => reading.At >= holdings.NextDue);
                TheAccountTellsWhatWasRead();
                account.Clear();
                readings.Clear();
            }

            var endOfA = holdings.ShownEndOfA;
            holdings.Apply(happened);
            if (happened.Entry is { } entry)
            {
                account.Add(entry);
                Assert.True(
                    entry.Level != StatusLevel.A || endOfA == holdings.ShownEndOfA
                    || (endOfA, holdings.ShownEndOfA) == (entry.Metadata.PreviousValidUntil, entry.Metadata.ValidUntil),
                    "The entry that moves the end of A says what it was and is.");
                Assert.False(
                    entry.LevelsAfter.Contains(StatusLevel.C) && !entry.LevelsAfter.Contains(StatusLevel.B), "C counts only with B.");
            }
        }

        if (turn.TookEffect)
        {
            Check(turn);
        }
    }

    public void TheAccountTellsWhatWasRead()
    {
        foreach (var (at, levels) in readings)
        {
            var told = account.LastOrDefault(entry => entry.EffectiveAt <= at)?.LevelsAfter ?? [];
            Assert.True(levels == string.Concat(told), $"At {Instant.Format(at)} {levels} counted, and the account tells {string.Concat(told)}.");
        }
    }

    // Before anything is settled, reads know already.
    private void ReadJustBefore(Turn turn)
    {
        var justBefore = turn.Now.AddMilliseconds(-1);
        if (readings.Count > 0 && readings[^1].At < justBefore)
        {
            Read(turn.Before, justBefore);
        }
    }

    private void Check(Turn turn)
    {
        var book = turn.Decision.Book;
        var now = turn.Now;
        Assert.Equal(holdings.NextDue, book.NextDue);
        Assert.False(book.NextDue <= now, "Everything due is settled.");
        Assert.Equal(book.C is null, holdings.C is null);
        Assert.True(book.C is null || book.B is not null, "C stands on B.");
        Assert.True(
            book.C is null || (book.C.SuspendedAt is null) == (book.B!.SuspendedAt is null),
            "C is suspended with B and comes back with it.");
        Read(book, now);
        if (book.NextDue is { } due)
        {
            TheSameCounts(book, due);
            TheSameCounts(book, due.AddMilliseconds(-1));
            Assert.All(
                book.Timeline(now, TestCatalog.Default),
                item => Assert.True(item.At >= due, "The timeline begins no earlier than what is due next."));
        }
    }

    private void Read(StatusBook book, DateTimeOffset at)
    {
        TheSameCounts(book, at);
        readings.Add((at, holdings.CountingAt(at)));
    }

    private void TheSameCounts(StatusBook book, DateTimeOffset at)
    {
        var expected = holdings.CountingAt(at);
        Assert.Equal(expected, string.Concat(book.CountingLevels(at)));
        Assert.Equal(expected, string.Concat(book.At(at, TestCatalog.Default).CountingLevels(at)));
    }

    private static void ThereIsOneOfEach(Turn turn)
    {
        var book = turn.Before;
        foreach (var happened in turn.Decision.Events)
        {
            if (happened is StatusEvent.LevelGranted granted)
            {
                Assert.False(
                    book.Counts(granted.Level, turn.Now) && granted.Level != StatusLevel.A, "A level that counts is not given again.");
            }

            Assert.False(happened is StatusEvent.UpgradeRequested && book.PendingRequest is not null, "One request at a time.");
            book = book.Apply(happened);
        }

        var claims = turn.Decision.Book.A?.Claims ?? [];
        Assert.Equal(claims.Length, claims.Select(claim => claim.SubscriptionId).Distinct(StringComparer.Ordinal).Count());
        Assert.True(turn.Decision.Book.A is null || claims.Length > 0, "A is held by claims.");
    }
}
