using StatusLevels.Domain.Tests.Stories;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>
/// What was held at an instant, folded later from the entries alone, is what was held then: holdings, dates, suspensions.
/// </summary>
internal sealed class PastWitness : IWitness
{
    private readonly List<(DateTimeOffset At, StatusBook Book, bool OneClaim)> readings = [];
    private readonly List<HistoryEntry> account = [];

    // A had one claim at a time since it was granted.
    private bool oneClaim = true;

    public void See(Turn turn)
    {
        if (turn.TookEffect)
        {
            // What was read by a clock ahead of this one's is not settled yet.
            readings.RemoveAll(reading => reading.At >= turn.Now);
        }

        Read(turn.Before, turn.Now - TimeSpan.FromMilliseconds(1));
        Follow(turn);
        account.AddRange(turn.Decision.Events.Select(happened => happened.Entry).OfType<HistoryEntry>());
        if (turn.Decision.Events.Any(happened => happened is StatusEvent.OrganizationForgotten))
        {
            account.Clear();
            readings.Clear();
        }

        if (turn.Command is StatusCommand.Import)
        {
            // What nobody here knew before is true of the past, too.
            readings.Clear();
        }

        Read(turn.Decision.Book, turn.Now);
    }

    public void TheFoldTellsWhatWasHeld()
    {
        foreach (var (at, book, hadOneClaim) in readings)
        {
            var past = new PastHoldings(book.OrganizationId, book.Epoch);
            foreach (var entry in account.Where(entry => entry.EffectiveAt <= at))
            {
                past.Add(new PastEntry
                {
                    Sequence = entry.Sequence,
                    Level = entry.Level,
                    Action = entry.Action,
                    Reason = entry.Reason,
                    Actor = entry.Actor,
                    EffectiveAt = entry.EffectiveAt,
                    RecordedAt = entry.RecordedAt,
                    Metadata = entry.Metadata,
                });
            }

            var folded = past.At(at);
            var (told, held) = (Text(folded, at), Text(book, at));
            Assert.True(
                !hadOneClaim || folded.A?.GraceEndsAt == book.A?.GraceEndsAt,
                $"At {Instant.Format(at)} the grace of the only claim ends at {book.A?.GraceEndsAt:O}, and the account tells {folded.A?.GraceEndsAt:O}.");
            Assert.True(told == held, $"At {Instant.Format(at)} was held\n{held}\nand the account tells\n{told}");
        }
    }

    private void Read(StatusBook book, DateTimeOffset at)
    {
        if (!(at < book.RecordedAt) && !(at < book.ForgottenAt))
        {
            readings.Add((at, book.At(at, TestCatalog.Default), oneClaim));
        }
    }

    private void Follow(Turn turn)
    {
        var book = turn.Before;
        foreach (var happened in turn.Decision.Events)
        {
            book = book.Apply(happened);
            oneClaim = book.A is null || (oneClaim && book.A.Claims.Length == 1);
        }
    }

    private static string Text(StatusBook book, DateTimeOffset at) => string.Join('\n',
        $"{string.Concat(book.CountingLevels(at))}",
        // Of several claims on A it is not known which is in grace; of one it is.
        book.A is { } a ? $"A {a.Id} {a.GrantedAt:O} {a.GrantedBy} {a.ValidUntil:O}" : "no A",
        // The account tells the date, and not the day of the month that it was set for.
        book.B is { } b ? $"B {b with { Notes = null, SubscriptionId = null, AnchorDay = null }}" : "no B",
        book.C is { } c ? $"C {c.Id} {c.GrantedAt:O} {c.GrantedBy} {c.AtRiskUntil:O} {c.SuspendedAt:O}" : "no C");
}
