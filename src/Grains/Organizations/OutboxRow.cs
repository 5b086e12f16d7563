using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>An event for those outside, as CloudEvents 1.0 has it.</summary>
internal sealed record OutboxRow(string Id, long Number, string Type, DateTimeOffset Time, OutboxData Data);

/// <summary>The data of an event for those outside. Facts only; whoever tells them finds the words.</summary>
internal sealed record OutboxData
{
    public required OrganizationId OrganizationId { get; init; }

    public StatusLevel? Level { get; init; }

    public HistoryAction? Action { get; init; }

    public long? Sequence { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? EffectiveAt { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    public DateTimeOffset? AtRiskUntil { get; init; }

    public string? SubscriptionId { get; init; }

    public int? Point { get; init; }

    public int? DaysLeft { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public Guid? RequestId { get; init; }

    public string? RejectionReason { get; init; }

    public string? Comment { get; init; }

    /// <summary>True: for systems, and people are not told. Else absent.</summary>
    public bool? Quiet { get; init; }

    /// <summary>The life that would begin next: of an organization that was forgotten.</summary>
    public int? Epoch { get; init; }

    public DateTimeOffset? ForgottenAt { get; init; }
}
