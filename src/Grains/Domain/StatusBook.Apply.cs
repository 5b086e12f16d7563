using System.Collections.Immutable;

namespace StatusLevels.Grains.Domain;

public sealed partial record StatusBook
{
    /// <summary>Folds one event into the state. Total: it refuses nothing and reads no clock.</summary>
    public StatusBook Apply(StatusEvent happened)
    {
        var book = Fold(happened) with { RecordedAt = happened.RecordedAt };
        if (happened.OutboxType is not null)
        {
            book = book with { OutboxNumber = book.OutboxNumber + 1 };
        }

        return happened.Entry is { } entry
            ? book with { Sequence = entry.Sequence, HeadHash = entry.Hash, EffectiveAt = entry.EffectiveAt }
            : book;
    }

    private StatusBook Fold(StatusEvent happened) => happened switch
    {
        StatusEvent.LevelGranted granted => Granted(granted),
        StatusEvent.VerificationRenewed renewed => this with
        {
            B = B! with
            {
                ValidUntil = renewed.ValidUntil,
                AnchorDay = renewed.AnchorDay,
                RestorableUntil = renewed.RestorableUntil,
                LastVerifiedAt = renewed.VerifiedAt ?? B.LastVerifiedAt,
            },
        },
        StatusEvent.LevelSuspended { Level: StatusLevel.B } suspended => this with { B = B! with { SuspendedAt = suspended.At } },
        StatusEvent.LevelSuspended suspended => this with { C = C! with { SuspendedAt = suspended.At } },
        StatusEvent.LevelRestored { Level: StatusLevel.B } => this with { B = B! with { SuspendedAt = null } },
        StatusEvent.LevelRestored => this with { C = C! with { SuspendedAt = null } },
        StatusEvent.LevelEnded ended => Ended(ended),
        StatusEvent.ClaimPlaced placed => this with { A = A!.With(placed.Claim) },
        StatusEvent.ClaimEnded claim => this with { A = A!.Without(claim.SubscriptionId) },
        StatusEvent.LevelAtRisk atRisk => this with
        {
            C = C! with { AtRiskUntil = atRisk.Until },
            AtRiskNotifiedAt = atRisk.Notify ? atRisk.RecordedAt : AtRiskNotifiedAt,
        },
        StatusEvent.LevelRecovered => this with { C = C! with { AtRiskUntil = null, AtRiskCriteria = null } },
        StatusEvent.NoticesPlanned planned => this with { Notices = Notices.AddRange(planned.Notices) },
        StatusEvent.NoticeRaised raised => this with
        {
            Notices = Notices.Remove(raised.Notice),
            Raised = [.. Raised.Where(notice => notice.EndsAt > raised.RecordedAt), raised.Notice],
        },
        StatusEvent.NoticeSuperseded superseded => this with { Notices = Notices.Remove(superseded.Notice) },
        StatusEvent.NoticeCancelled cancelled => this with { Notices = Notices.Remove(cancelled.Notice) },
        StatusEvent.SubscriptionChanged changed => this with
        {
            Subscriptions = [.. Subscriptions.Where(other => other.Id != changed.Subscription.Id), changed.Subscription],
        },
        StatusEvent.UpgradeRequested requested => this with { PendingRequest = requested.Request, RequestNumber = RequestNumber + 1 },
        StatusEvent.UpgradeClosed closed => Closed(closed.Closed),
        StatusEvent.ReputationReported reported => Reported(reported),
        StatusEvent.OrganizationForgotten => Empty(OrganizationId) with
        {
            Epoch = Epoch + 1,
            Forgotten = true,
            ForgottenAt = happened.RecordedAt,
        },
        StatusEvent.EpochBegan => this with { Forgotten = false },
        _ => this,
    };

    private StatusBook Granted(StatusEvent.LevelGranted granted)
    {
        var at = granted.Since ?? granted.RecordedAt;
        return granted.Level switch
        {
            StatusLevel.A => this with
            {
                A = A is null
                    ? new SelfDeclaration(granted.Id, at, granted.By, granted.Notes, [granted.Claim!])
                    : A.With(granted.Claim!) with { Notes = granted.Notes ?? A.Notes },
                Subscriptions = granted.Automatic ? Subscriptions : WithBlock(false),
            },
            StatusLevel.B => this with
            {
                B = new Verification
                {
                    Id = granted.Id,
                    GrantedAt = at,
                    GrantedBy = granted.By,
                    Notes = granted.Notes,
                    SubscriptionId = granted.SubscriptionId,
                    ValidUntil = granted.ValidUntil!.Value,
                    AnchorDay = granted.AnchorDay,
                    RestorableUntil = granted.RestorableUntil!.Value,
                    LastVerifiedAt = at,
                },
            },
            _ => this with
            {
                C = new TopReputation
                {
                    Id = granted.Id,
                    GrantedAt = at,
                    GrantedBy = granted.By,
                    Notes = granted.Notes,
                    OnJudgement = granted.OnJudgement,
                },
                AutomaticCBlocked = AutomaticCBlocked && granted.Automatic,
            },
        };
    }

    private StatusBook Ended(StatusEvent.LevelEnded ended) => ended.Level switch
    {
        StatusLevel.A => this with { A = null, Subscriptions = ended.ByPerson ? WithBlock(true) : Subscriptions },
        StatusLevel.B => this with { B = null },
        _ => this with { C = null, AutomaticCBlocked = AutomaticCBlocked || ended.ByPerson },
    };

    private ImmutableArray<Subscription> WithBlock(bool blocked) =>
        [.. Subscriptions.Select(subscription => subscription with { Blocked = blocked })];

    private StatusBook Closed(ClosedUpgradeRequest closed)
    {
        var book = this with { PendingRequest = null };
        if (closed.Status == UpgradeRequestStatus.Cancelled)
        {
            var day = DateOnly.FromDateTime(closed.At.UtcDateTime);
            return book with { CancellationDay = day, Cancellations = day == CancellationDay ? Cancellations + 1 : 1 };
        }

        return closed.Request.Level == StatusLevel.B
            ? book with { LastRequestForB = closed.Request.RequestedAt }
            : book with { LastRequestForC = closed.Request.RequestedAt };
    }

    private StatusBook Reported(StatusEvent.ReputationReported reported) => this with
    {
        Metrics = reported.Metrics,
        C = C is null ? null : C with
        {
            OnJudgement = C.OnJudgement && !reported.Criteria.Met,
            AtRiskCriteria = reported.Criteria.Met ? C.AtRiskCriteria : reported.Criteria,
        },
    };
}
