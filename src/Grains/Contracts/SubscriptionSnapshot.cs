using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>A subscription that is known.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.SubscriptionSnapshot")]
public sealed record SubscriptionSnapshot
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required SubscriptionStatus? Status { get; init; }

    /// <summary>The exclusive end of its grace, while it is unpaid.</summary>
    [Id(2)]
    public required DateTimeOffset? GraceEndsAt { get; init; }

    [Id(3)]
    public required DateTimeOffset? CurrentPeriodEnd { get; init; }

    /// <summary>Whether it is a reason to hold A.</summary>
    [Id(4)]
    public required bool ClaimsA { get; init; }

    /// <summary>A person revoked A while it was known: it does not bring A back.</summary>
    [Id(5)]
    public required bool Blocked { get; init; }

    /// <summary>When the last event applied happened.</summary>
    [Id(6)]
    public required DateTimeOffset? OccurredAt { get; init; }

    internal static SubscriptionSnapshot Of(Subscription subscription, Claim? claim) => new()
    {
        Id = subscription.Id,
        Status = subscription.Status,
        GraceEndsAt = claim?.Kind == ClaimKind.Grace ? claim.EndsAt : null,
        CurrentPeriodEnd = subscription.CurrentPeriodEnd,
        ClaimsA = claim is not null,
        Blocked = subscription.Blocked,
        OccurredAt = subscription.OccurredAt,
    };
}
