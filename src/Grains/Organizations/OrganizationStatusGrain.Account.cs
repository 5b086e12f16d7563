using System.Collections.Immutable;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>What an organization held before, and what lies ahead of it.</summary>
internal sealed partial class OrganizationStatusGrain
{
    public Task<HistoryPage> GetHistory(HistoryQuery query, CancellationToken cancellationToken = default)
    {
        asked = true;
        LeaveIfUntouched();
        var upTo = Math.Min(query.UpTo ?? long.MaxValue, Book.Sequence);
        return upTo <= 0
            ? Task.FromResult(new HistoryPage([], 0, 0))
            : history.ReadPage(Organization, Book.Epoch, upTo, query, cancellationToken);
    }

    public async Task<PastStatus> GetStatusAt(DateTimeOffset at)
    {
        asked = true;
        LeaveIfUntouched();
        var (book, version) = (Book, committed.Version);
        if (at < book.ForgottenAt)
        {
            return new PastStatus(at, [], 0, version, book.ForgottenAt);
        }

        // Since the last write nothing happened that memory does not know; what was due before it was settled by it.
        var past = at < book.RecordedAt
            ? await Fold(book.Epoch, at)
            : book.At(at, catalog) with { Sequence = book.Sequence };
        return PastStatus.Of(past, at, version, book.ForgottenAt);
    }

    public Task<ImmutableArray<DueItem>> GetTimeline()
    {
        asked = true;
        LeaveIfUntouched();
        return Task.FromResult(Book.Timeline(clock.GetUtcNow(), catalog));
    }

    // The holdings at an instant, from the entries that count since then or before.
    private async Task<StatusBook> Fold(int epoch, DateTimeOffset at)
    {
        var past = new PastHoldings(Organization, epoch);
        await foreach (var entry in history.ReadUntil(Organization, epoch, at, CancellationToken.None))
        {
            past.Add(entry);
        }

        return past.At(at);
    }
}
