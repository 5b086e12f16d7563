using StatusLevels.Grains.Domain;

namespace StatusLevels.Domain.Tests.Properties;

/// <summary>
/// The simplest thing that can answer "what counts at T" and "what is due next": made of events alone, with no rule of the product's.
/// </summary>
internal sealed class NaiveHoldings
{
    /// <summary>Claims on A by subscription; "" is the manual one.</summary>
    public Dictionary<string, Claim> Claims { get; } = [];

    public HashSet<Notice> Pending { get; } = [];

    public (DateTimeOffset ValidUntil, DateTimeOffset RestorableUntil, bool Suspended)? B { get; private set; }

    public (bool Suspended, DateTimeOffset? AtRiskUntil)? C { get; private set; }

    /// <summary>The date that A shows: its latest end, if that is no grace; of equal ends the one that is none.</summary>
    public DateTimeOffset? ShownEndOfA
    {
        get
        {
            if (Claims.Count == 0 || Claims.Values.Any(claim => claim.EndsAt is null))
            {
                return null;
            }

            var latest = Claims.Values.Max(claim => claim.EndsAt);
            return Claims.Values.Any(claim => claim.EndsAt == latest && claim.Kind != ClaimKind.Grace) ? latest : null;
        }
    }

    public DateTimeOffset? NextDue => new[]
    {
        Claims.Values.Min(claim => claim.EndsAt),
        Pending.Count == 0 ? null : Pending.Min(notice => notice.DueAt),
        B is { Suspended: false } active ? active.ValidUntil : B?.RestorableUntil,
        C?.AtRiskUntil,
    }.Min();

    public string CountingAt(DateTimeOffset instant)
    {
        var a = Claims.Values.Any(claim => claim.EndsAt is null || claim.EndsAt > instant);
        var b = B is { Suspended: false } verification && verification.ValidUntil > instant;
        var c = b && C is { Suspended: false } top && (top.AtRiskUntil is null || top.AtRiskUntil > instant);
        return (a ? "A" : "") + (b ? "B" : "") + (c ? "C" : "");
    }

    public void Apply(StatusEvent happened)
    {
        switch (happened)
        {
            case StatusEvent.LevelGranted { Level: StatusLevel.A } granted:
                Claims[granted.Claim!.SubscriptionId ?? ""] = granted.Claim;
                break;
            case StatusEvent.LevelGranted { Level: StatusLevel.B } granted:
                B = (granted.ValidUntil!.Value, granted.RestorableUntil!.Value, false);
                break;
            case StatusEvent.LevelGranted:
                C = (false, null);
                break;
            case StatusEvent.VerificationRenewed renewed:
                B = (renewed.ValidUntil, renewed.RestorableUntil, B!.Value.Suspended);
                break;
            case StatusEvent.LevelSuspended suspended:
                Suspend(suspended.Level, true);
                break;
            case StatusEvent.LevelRestored restored:
                Suspend(restored.Level, false);
                break;
            case StatusEvent.LevelEnded { Level: StatusLevel.A }:
                Claims.Clear();
                break;
            case StatusEvent.LevelEnded { Level: StatusLevel.B }:
                B = null;
                break;
            case StatusEvent.LevelEnded:
                C = null;
                break;
            case StatusEvent.ClaimPlaced placed:
                Claims[placed.Claim.SubscriptionId ?? ""] = placed.Claim;
                break;
            case StatusEvent.ClaimEnded ended:
                Assert.True(Claims.Remove(ended.SubscriptionId ?? ""));
                break;
            case StatusEvent.LevelAtRisk atRisk:
                C = (C!.Value.Suspended, atRisk.Until);
                break;
            case StatusEvent.LevelRecovered:
                C = (C!.Value.Suspended, null);
                break;
            case StatusEvent.OrganizationForgotten:
                Claims.Clear();
                Pending.Clear();
                (B, C) = (null, null);
                break;
            default:
                Follow(happened);
                break;
        }
    }

    private void Follow(StatusEvent happened)
    {
        switch (happened)
        {
            case StatusEvent.NoticesPlanned planned:
                Pending.UnionWith(planned.Notices);
                break;
            case StatusEvent.NoticeRaised { Notice: var notice }:
                Pending.Remove(notice);
                break;
            case StatusEvent.NoticeSuperseded { Notice: var notice }:
                Pending.Remove(notice);
                break;
            case StatusEvent.NoticeCancelled { Notice: var notice }:
                Pending.Remove(notice);
                break;
            default:
                break;
        }
    }

    private void Suspend(StatusLevel level, bool suspended)
    {
        if (level == StatusLevel.B)
        {
            B = B!.Value with { Suspended = suspended };
        }
        else
        {
            C = C!.Value with { Suspended = suspended };
        }
    }
}
