using System.Collections.Immutable;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>The events of a decision that concern someone outside, numbered as the state counts them.</summary>
internal static class OutboxRows
{
    public static ImmutableArray<OutboxRow> Of(Decision decision)
    {
        var book = decision.Book;
        var outgoing = decision.Events.Where(happened => happened.OutboxType is not null).ToArray();
        var number = book.OutboxNumber - outgoing.Length;
        var rows = ImmutableArray.CreateBuilder<OutboxRow>(outgoing.Length);
        foreach (var happened in outgoing)
        {
            number++;
            rows.Add(new OutboxRow(
                $"{book.OrganizationId}/{book.Epoch}/{number}", number, happened.OutboxType!, happened.RecordedAt,
                Data(book, happened) with { Quiet = happened.IsQuiet ? true : null }));
        }

        return rows.MoveToImmutable();
    }

    private static OutboxData Data(StatusBook book, StatusEvent happened) => happened switch
    {
        StatusEvent.NoticeRaised { Notice: var notice } => new OutboxData
        {
            OrganizationId = book.OrganizationId,
            Level = notice.Level,
            Point = notice.Point,
            ValidUntil = notice.Kind == NoticeKind.Expiry ? notice.EndsAt : null,
            DaysLeft = Instant.DaysUntil(notice.EndsAt, happened.RecordedAt),
            EndsAt = notice.EndsAt,
            DueAt = notice.DueAt,
            SubscriptionId = notice.SubscriptionId,
        },
        StatusEvent.UpgradeRequested { Request: var request } => new OutboxData
        {
            OrganizationId = book.OrganizationId,
            Level = request.Level,
            RequestId = request.Id,
        },
        StatusEvent.UpgradeClosed { Closed: var closed } => new OutboxData
        {
            OrganizationId = book.OrganizationId,
            Level = closed.Request.Level,
            RequestId = closed.Request.Id,
            RejectionReason = closed.RejectionReason,
            Comment = closed.Comment,
            Sequence = closed.GrantSequence,
        },
        { Entry: { } entry } => new OutboxData
        {
            OrganizationId = book.OrganizationId,
            Level = entry.Level,
            Action = entry.Action,
            Sequence = entry.Sequence,
            Reason = entry.Reason ?? entry.Personal?.Reason,
            EffectiveAt = entry.EffectiveAt,
            ValidUntil = entry.Metadata.ValidUntil,
            GraceEndsAt = entry.Metadata.GraceEndsAt,
            AtRiskUntil = entry.Metadata.AtRiskUntil,
            SubscriptionId = entry.Metadata.SubscriptionId,
            DaysLeft = EndOf(entry) is { } end ? Instant.DaysUntil(end, happened.RecordedAt) : null,
            EndsAt = EndOf(entry),
        },
        StatusEvent.OrganizationForgotten => new OutboxData
        {
            OrganizationId = book.OrganizationId,
            Epoch = book.Epoch,
            ForgottenAt = happened.RecordedAt,
        },
        _ => new OutboxData { OrganizationId = book.OrganizationId },
    };

    // The end that the news is about: of the level, of its grace, of the time to meet the criteria, or to restore what is suspended.
    private static DateTimeOffset? EndOf(HistoryEntry entry) =>
        entry.Metadata.ValidUntil ?? entry.Metadata.GraceEndsAt ?? entry.Metadata.AtRiskUntil ?? entry.Metadata.RestorableUntil;
}
