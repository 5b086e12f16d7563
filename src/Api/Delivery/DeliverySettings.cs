namespace StatusLevels.Api.Delivery;

/// <summary>What an operator sets for delivery.</summary>
internal sealed record DeliverySettings
{
    /// <summary><c>DELIVERY</c>: whether this process numbers events and sends them.</summary>
    public required bool IsOn { get; init; }

    /// <summary><c>DELIVERY_RETENTION_DAYS</c>: how long events and deliveries are kept after their end, 7 to 400 days.</summary>
    public required TimeSpan Retention { get; init; }
}
