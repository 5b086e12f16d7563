using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>A notice and what became of it.</summary>
internal sealed record NoticeRow
{
    public required NoticeKind Kind { get; init; }

    public required StatusLevel Level { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required int Point { get; init; }

    public required long Schedule { get; init; }

    public required string? SubscriptionId { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required NoticeOutcome Outcome { get; init; }

    public required DateTimeOffset? RaisedAt { get; init; }

    public required DateTimeOffset? SettledAt { get; init; }
}
