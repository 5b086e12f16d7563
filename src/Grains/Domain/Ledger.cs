using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

/// <summary>One decision while it is being made: the state so far and the events that led there.</summary>
internal sealed class Ledger(StatusBook book, CommandContext context, DateTimeOffset now, StatusLevelCatalog catalog)
{
    private readonly List<StatusEvent> events = [];

    public StatusBook Book { get; private set; } = book;

    public CommandContext Context { get; } = context;

    public DateTimeOffset Now { get; } = now;

    public StatusLevelCatalog Catalog { get; } = catalog;

    public ImmutableArray<StatusEvent> Events => [.. events];

    /// <summary>The review, when one is what grants.</summary>
    public StatusCommand.ReviewUpgrade? Review { get; set; }

    /// <summary>Whether what happens is taken over from another product from here on.</summary>
    public bool IsImport { get; set; }

    public void Add(StatusEvent happened)
    {
        var recorded = happened with { RecordedAt = Now, IsImported = IsImport };
        events.Add(recorded);
        Book = Book.Apply(recorded);
    }

    /// <summary>Adds a change of a holding that the caller made, with the entry that accounts for it.</summary>
    public void Record(
        StatusEvent change, StatusLevel level, HistoryAction action, string? reason = null, EntryMetadata? metadata = null,
        string? words = null, string? notes = null) =>
        Record(change, level, action, reason, metadata, Context.Actor, Now,
            Context.Actor.IsPerson || words is not null || notes is not null ? PersonalFields.Of(Context, words, notes) : null);

    /// <summary>Adds a change of a holding that follows from the rules, with the entry that accounts for it.</summary>
    public void RecordBySystem(
        StatusEvent change, StatusLevel level, HistoryAction action, string reason, DateTimeOffset effectiveAt,
        EntryMetadata? metadata = null) =>
        Record(change, level, action, reason, metadata, Actor.System, effectiveAt, null);

    /// <summary>Adds a change of a holding that another product tells of, with the entry that accounts for it.</summary>
    public void RecordImported(StatusEvent change, HistoryAction action, ImportedFact fact, EntryMetadata metadata, string? notes = null)
    {
        // Entries of many years in one write: commitments to the same address must not show that it is the same.
        var salted = Context with
        {
            Salt = PersonalFields.Commit(Context.Salt, "entry", $"{Book.Sequence + 1}")[..Context.Salt.Length],
            IpAddress = fact.IpAddress,
            UserAgent = fact.UserAgent,
        };
        Record(
            change, fact.Level, action, Reasons.Imported, metadata with { EventId = fact.SourceId }, fact.By, fact.At,
            PersonalFields.Of(salted, fact.Words, notes));
    }

    /// <summary>
    /// Plans the notices of a payment grace. Points already past are overdue, not lost: the payer has not heard of them. Those of a grace
    /// that an end takes up again, or that another product began, had their time before.
    /// </summary>
    public void PlanGraceNotices(Claim claim)
    {
        if (claim.Since is not { } start)
        {
            return;
        }

        Plan(Catalog.GraceNoticeDays
            .Select(day => new Notice
            {
                Kind = NoticeKind.Grace,
                Level = StatusLevel.A,
                EndsAt = claim.EndsAt!.Value,
                Point = day,
                DueAt = start + TimeSpan.FromDays(day),
                Schedule = Book.Sequence,
                SubscriptionId = claim.SubscriptionId,
            })
            .Where(notice => notice.DueAt < notice.EndsAt && (!(claim.Cancelled || IsImport) || notice.DueAt > Now)));
    }

    private void Record(
        StatusEvent change, StatusLevel level, HistoryAction action, string? reason, EntryMetadata? metadata,
        Actor actor, DateTimeOffset effectiveAt, PersonalFields? personal)
    {
        // Entries in order of sequence are in order of effect too, so that "the status at T" has one answer.
        var effective = Instant.Latest(effectiveAt, Book.EffectiveAt);
        var before = Book;
        var recorded = change with { RecordedAt = Now };
        var entry = HistoryEntry.Seal(
            Book, level, action, reason, actor, effective, Now,
            Book.Apply(recorded).CountingLevels(effective), metadata ?? EntryMetadata.None, personal);
        Add(recorded with { Entry = entry });
        FollowDate(before, level);
        FollowGrace();
        CloseRequest(entry);
    }

    // The end of a level moved: what was planned towards the old one is off, and the new one has points of its own.
    private void FollowDate(StatusBook before, StatusLevel level)
    {
        if (before.ExpiryOf(level) == Book.ExpiryOf(level))
        {
            return;
        }

        Cancel(notice => notice.Kind == NoticeKind.Expiry && notice.Level == level);
        if (Book.ExpiryOf(level) is { } end)
        {
            Plan(Catalog.ExpiryNoticeDays
                .Select(days => new Notice
                {
                    Kind = NoticeKind.Expiry,
                    Level = level,
                    EndsAt = end,
                    Point = days,
                    DueAt = end - TimeSpan.FromDays(days),
                    Schedule = Book.Sequence,
                })
                .Where(notice => notice.DueAt > Now));
        }
    }

    private void FollowGrace() => Cancel(notice =>
        notice.Kind == NoticeKind.Grace
        && !(Book.A?.ClaimOf(notice.SubscriptionId) is { Kind: ClaimKind.Grace } claim && claim.EndsAt == notice.EndsAt));

    private void Cancel(Func<Notice, bool> affected)
    {
        foreach (var notice in Book.Notices.Where(affected).ToArray())
        {
            Add(new StatusEvent.NoticeCancelled(notice));
        }
    }

    private void Plan(IEnumerable<Notice> notices)
    {
        ImmutableArray<Notice> planned = [.. notices.Where(notice => !Book.Raised.Any(notice.TellsTheSameAs))];
        if (!planned.IsEmpty)
        {
            Add(new StatusEvent.NoticesPlanned(planned));
        }
    }

    // Whatever gives the level that was asked for answers the request.
    private void CloseRequest(HistoryEntry entry)
    {
        if (entry.Action is HistoryAction.Granted or HistoryAction.AutoGranted or HistoryAction.Restored
            && Book.PendingRequest is { } request && request.Level == entry.Level)
        {
            Add(new StatusEvent.UpgradeClosed(new ClosedUpgradeRequest
            {
                Request = request,
                Status = UpgradeRequestStatus.Approved,
                By = entry.Actor,
                At = Now,
                Notes = Review?.Notes,
                Comment = Review?.Comment,
                GrantSequence = entry.Sequence,
            }));
        }
    }
}
