namespace StatusLevels.Grains.Domain;

/// <summary>Asking for a level, answering and taking back.</summary>
internal static class UpgradeRules
{
    public static Verdict Request(Ledger ledger, StatusCommand.RequestUpgrade request)
    {
        var book = ledger.Book;
        if (book.PendingRequest is { } pending)
        {
            return new Refusal.UpgradeRequestPending(pending.Id);
        }

        if (book.Counts(request.Level, ledger.Now))
        {
            return new Refusal.LevelAlreadyActive(request.Level);
        }

        if (request.Level == StatusLevel.C && !book.Counts(StatusLevel.B, ledger.Now))
        {
            return new Refusal.LevelCRequiresB();
        }

        if (book.NextRequestAllowedAt(request.Level, ledger.Catalog) is { } nextAllowedAt && nextAllowedAt > ledger.Now)
        {
            return new Refusal.UpgradeRequestTooSoon(nextAllowedAt);
        }

        var id = DerivedId.Request(book.OrganizationId, book.Epoch, book.RequestNumber + 1);
        ledger.Add(new StatusEvent.UpgradeRequested(new UpgradeRequest(
            id, request.Level, request.Message, request.EvidenceUrls, ledger.Context.Actor, ledger.Now)));
        return Verdict.Done;
    }

    public static Verdict Review(Ledger ledger, StatusCommand.ReviewUpgrade review)
    {
        if (Find(ledger.Book, review.RequestId, out var request) is { } refusal)
        {
            return refusal;
        }

        if (review.Approve)
        {
            ledger.ReviewNotes = review.Notes;
            return LevelRules.Grant(ledger, new StatusCommand.Grant(request!.Level, review.ValidUntil), request.Id);
        }

        if (string.IsNullOrWhiteSpace(review.RejectionReason))
        {
            return new Refusal.RejectionReasonRequired();
        }

        ledger.Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest(
            request!, UpgradeRequestStatus.Rejected, ledger.Context.Actor, ledger.Now, review.Notes, review.RejectionReason)));
        return Verdict.Done;
    }

    public static Verdict Cancel(Ledger ledger, StatusCommand.CancelUpgrade cancel)
    {
        if (Find(ledger.Book, cancel.RequestId, out var request) is { } refusal)
        {
            return refusal;
        }

        var today = DateOnly.FromDateTime(ledger.Now.UtcDateTime);
        if (ledger.Book.CancellationDay == today && ledger.Book.Cancellations >= ledger.Catalog.Limits.CancellationsPerDay)
        {
            return new Refusal.TooManyCancellations(new DateTimeOffset(today.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        }

        ledger.Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest(
            request!, UpgradeRequestStatus.Cancelled, ledger.Context.Actor, ledger.Now)));
        return Verdict.Done;
    }

    // Ids are derived from the request's number, so a closed request is told from an unknown one without keeping it.
    private static Refusal? Find(StatusBook book, Guid id, out UpgradeRequest? request)
    {
        request = book.PendingRequest;
        if (request?.Id == id)
        {
            return null;
        }

        for (var number = book.RequestNumber; number > 0; number--)
        {
            if (DerivedId.Request(book.OrganizationId, book.Epoch, number) == id)
            {
                return new Refusal.UpgradeRequestClosed();
            }
        }

        return new Refusal.UpgradeRequestNotFound();
    }
}
