namespace StatusLevels.Api.Delivery;

/// <summary>Something that waits to be sent to one target, with the event that it tells.</summary>
internal sealed record DueDelivery
{
    public required Guid Id { get; init; }

    /// <summary>The endpoint; null for a mail.</summary>
    public Guid? EndpointId { get; init; }

    /// <summary>The address of a mail; null for a webhook.</summary>
    public string? Recipient { get; init; }

    /// <summary>Why that address is written to: <c>contact</c> of the organization, or <c>user</c>.</summary>
    public string? Capacity { get; init; }

    /// <summary>The account, or the subject of a token, that is written to.</summary>
    public string? UserId { get; init; }

    /// <summary>What a mail is: <c>status</c> for events, else a letter of its own; null for a webhook.</summary>
    public string? Letter { get; init; }

    /// <summary>What a letter that tells no event needs, as JSON.</summary>
    public string? Details { get; init; }

    /// <summary>The event; null for a letter that tells none.</summary>
    public DeliveredEvent? Event { get; init; }

    /// <summary>Numbers of other events of the same write that a mail tells, too.</summary>
    public IReadOnlyList<long> Also { get; init; } = [];

    /// <summary>The number last fanned out to this endpoint for the organization and epoch; null before the first.</summary>
    public long? PreviousNumber { get; init; }

    /// <summary>Sent again because somebody asked for it.</summary>
    public bool Replay { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; init; }

    /// <summary>When it failed for the first time; null while it has not.</summary>
    public DateTimeOffset? FirstFailedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
