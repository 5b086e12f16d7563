namespace StatusLevels.Grains.Domain;

/// <summary>An entry of the account, as far as it tells what was held after it.</summary>
public sealed record PastEntry
{
    public required long Sequence { get; init; }

    public required StatusLevel Level { get; init; }

    public required HistoryAction Action { get; init; }

    /// <summary>The rules' own code, or a person's words.</summary>
    public required string? Reason { get; init; }

    public required Actor Actor { get; init; }

    public required DateTimeOffset EffectiveAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Since when what it gave is held: what was taken over was given before it was written down.</summary>
    public DateTimeOffset GivenAt => Reason == Reasons.Imported ? EffectiveAt : RecordedAt;

    public required EntryMetadata Metadata { get; init; }
}

/// <summary>
/// What was held at an instant that is past, folded from the entries that count since then or before. Levels, dates and suspensions are
/// exact. Of several claims on A the account tells the end that was shown, not each claim: A has the one claim with that end, and is in
/// grace unless the account proves another claim that was open.
/// </summary>
internal sealed class PastHoldings(OrganizationId organization, int epoch)
{
    private static readonly Claim Open = new(null, ClaimKind.Open, null);

    // Every grace has an entry when it begins, and when it does not simply run out; an open claim has none while another is open.
    private readonly Dictionary<string, DateTimeOffset> graces = new(StringComparer.Ordinal);
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private SelfDeclaration? a;
    private Verification? b;
    private TopReputation? c;

    /// <summary>The number of the last entry.</summary>
    public long Sequence { get; private set; }

    /// <summary>The holdings at this instant, after the last entry that counts since then or before.</summary>
    public StatusBook At(DateTimeOffset instant) => StatusBook.Empty(organization) with
    {
        Epoch = epoch,
        Sequence = Sequence,
        // A grace that ran out while A was held had another claim beside it, or the account would tell of the end.
        A = a is { GraceEndsAt: { } end } && end <= instant ? a with { Claims = [Open] } : a,
        B = b,
        C = c,
    };

    public void Add(PastEntry entry)
    {
        Sequence = entry.Sequence;
        switch (entry.Level)
        {
            case StatusLevel.A:
                AddToA(entry);
                break;
            case StatusLevel.B:
                AddToB(entry);
                break;
            default:
                AddToC(entry);
                break;
        }
    }

    private void AddToA(PastEntry entry)
    {
        var facts = entry.Metadata;
        var claimant = facts.SubscriptionId ?? "";
        if (IsEnd(entry.Action))
        {
            a = null;
            graces.Clear();
            open.Clear();
            return;
        }

        if (entry.Action == HistoryAction.GraceStarted)
        {
            graces[claimant] = facts.GraceEndsAt!.Value;
            open.Remove(claimant);
        }
        else
        {
            graces.Remove(claimant);
            _ = IsOpen(entry) ? open.Add(claimant) : open.Remove(claimant);
        }

        Claim shown = facts.ValidUntil is { } date ? new(null, ClaimKind.Dated, date)
            : open.Count == 0 && graces.Count > 0 ? new(null, ClaimKind.Grace, graces.Values.Max())
            : Open;
        a = (a ?? new SelfDeclaration(Holding(entry), entry.GivenAt, entry.Actor, null, [])) with { Claims = [shown] };
    }

    private void AddToB(PastEntry entry)
    {
        var facts = entry.Metadata;
        b = entry.Action switch
        {
            HistoryAction.Granted or HistoryAction.AutoGranted => new()
            {
                Id = Holding(entry),
                GrantedAt = entry.GivenAt,
                GrantedBy = entry.Actor,
                ValidUntil = facts.ValidUntil!.Value,
                RestorableUntil = facts.RestorableUntil!.Value,
                LastVerifiedAt = entry.GivenAt,
            },
            HistoryAction.Renewed => b! with
            {
                ValidUntil = facts.ValidUntil!.Value,
                RestorableUntil = facts.RestorableUntil!.Value,
                LastVerifiedAt = entry.Reason is Reasons.Verified or Reasons.Imported ? entry.GivenAt : b.LastVerifiedAt,
            },
            HistoryAction.Suspended => b! with { SuspendedAt = entry.Reason == Reasons.Imported ? entry.EffectiveAt : b.ValidUntil },
            HistoryAction.Restored => b! with { SuspendedAt = null },
            _ => null,
        };
    }

    private void AddToC(PastEntry entry) => c = entry.Action switch
    {
        HistoryAction.Granted or HistoryAction.AutoGranted => new()
        {
            Id = Holding(entry),
            GrantedAt = entry.GivenAt,
            GrantedBy = entry.Actor,
            OnJudgement = false,
        },
        HistoryAction.Suspended => c! with { SuspendedAt = b?.SuspendedAt ?? entry.RecordedAt },
        HistoryAction.Restored => c! with { SuspendedAt = null },
        HistoryAction.AtRisk => c! with { AtRiskUntil = entry.Metadata.AtRiskUntil },
        HistoryAction.Recovered => c! with { AtRiskUntil = null },
        _ => null,
    };

    // A claim that was granted beside one that lasts longer may have a date that the entry does not show.
    private bool IsOpen(PastEntry entry) =>
        entry is { Metadata.ValidUntil: null, Reason: not Reasons.SubscriptionCancelled }
        && (entry.Action != HistoryAction.Granted && entry.Action != HistoryAction.AutoGranted || a is null || a.ValidUntil is not null);

    private Guid Holding(PastEntry entry) => DerivedId.Holding(organization, epoch, entry.Sequence);

    private static bool IsEnd(HistoryAction action) => action is HistoryAction.Revoked or HistoryAction.Expired or HistoryAction.Degraded;
}
