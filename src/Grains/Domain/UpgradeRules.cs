namespace StatusLevels.Grains.Domain;

/// <summary>Asking for a level, answering and taking back.</summary>
internal static class UpgradeRules
{
    public static Verdict Request(Ledger ledger, StatusCommand.RequestUpgrade request)
    {
        var (book, now) = (ledger.Book, ledger.Now);
        var standing = new UpgradeStanding(
            book.Forgotten ? book.ForgottenAt : null, book.PendingRequest?.Id,
            book.Counts(request.Level, now), book.Counts(StatusLevel.B, now),
            book.NextRequestAllowedAt(request.Level, ledger.Catalog));
        if (ObstacleTo(request.Level, standing, now) is { } refusal)
        {
            return refusal;
        }

        var id = DerivedId.Request(book.OrganizationId, book.Epoch, book.RequestNumber + 1);
        ledger.Add(new StatusEvent.UpgradeRequested(new UpgradeRequest(
            id, request.Level, request.Message, request.EvidenceUrls, ledger.Context.Actor, now)));
        return Verdict.Done;
    }

    /// <summary>What stands against asking for this level now, the heaviest first; null when nothing does.</summary>
    public static Refusal? ObstacleTo(StatusLevel level, UpgradeStanding standing, DateTimeOffset now) =>
        standing.ForgottenAt is { } forgottenAt ? new Refusal.OrganizationGone(forgottenAt)
        : standing.PendingRequest is { } pending ? new Refusal.UpgradeRequestPending(pending)
        : standing.IsActive ? new Refusal.LevelAlreadyActive(level)
        : level == StatusLevel.C && !standing.HasB ? new Refusal.LevelCRequiresB()
        : standing.NextAllowedAt is { } allowed && allowed > now ? new Refusal.UpgradeRequestTooSoon(allowed)
        : null;

    public static Verdict Review(Ledger ledger, StatusCommand.ReviewUpgrade review)
    {
        if (Find(ledger.Book, review.RequestId, out var request) is { } refusal)
        {
            return refusal;
        }

        if (review.Approve)
        {
            ledger.Review = review;
            return LevelRules.Grant(ledger, new StatusCommand.Grant(request!.Level, review.ValidUntil), request.Id);
        }

        if (string.IsNullOrWhiteSpace(review.RejectionReason))
        {
            return new Refusal.RejectionReasonRequired();
        }

        ledger.Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest
        {
            Request = request!,
            Status = UpgradeRequestStatus.Rejected,
            By = ledger.Context.Actor,
            At = ledger.Now,
            Notes = review.Notes,
            RejectionReason = review.RejectionReason,
            Comment = review.Comment,
        }));
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

        ledger.Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest
        {
            Request = request!,
            Status = UpgradeRequestStatus.Cancelled,
            By = ledger.Context.Actor,
            At = ledger.Now,
        }));
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

/// <summary>Where an organization stands that asks for a level: all that decides whether it may.</summary>
/// <param name="ForgottenAt">Since when it is forgotten; null when it is not.</param>
/// <param name="PendingRequest">The request that waits for an answer.</param>
/// <param name="IsActive">The level counts already.</param>
/// <param name="HasB">B counts.</param>
/// <param name="NextAllowedAt">When the cool-down after the last request for this level ends; null when there is none.</param>
internal readonly record struct UpgradeStanding(
    DateTimeOffset? ForgottenAt, Guid? PendingRequest, bool IsActive, bool HasB, DateTimeOffset? NextAllowedAt);
