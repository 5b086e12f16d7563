namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>An endpoint, as it is sent to.</summary>
internal sealed record WebhookTarget
{
    public required Guid Id { get; init; }

    /// <summary>The only organization that it hears of; null for all.</summary>
    public required Guid? OrganizationId { get; init; }

    /// <summary>It is the platform's, and not an organization's own.</summary>
    public required bool IsOfPlatform { get; init; }

    /// <summary>Where it is.</summary>
    public required Uri Url { get; init; }

    /// <summary>What the body is called: <c>application/json</c> or <c>application/cloudevents+json</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>How many events of different organizations may be on their way to it at the same time, 1 to 32.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>What it is signed with.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The secret before it, while it counts; null without a rotation.</summary>
    public byte[]? PreviousSecret { get; init; }

    /// <summary>From when on the one before no longer counts.</summary>
    public DateTimeOffset? PreviousExpiresAt { get; init; }

    /// <summary>Nothing is sent to it.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>How often in a row it failed; 0: its last answer was a success.</summary>
    public int Failures { get; init; }

    /// <summary>When one event is tried again while it fails.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>The organization whose events alone failed; null when none did, or several.</summary>
    public Guid? FailingLane { get; init; }

    /// <summary>The host, for lists of where an event went.</summary>
    public string Host => Url.IdnHost;

    /// <summary>The secrets that count now, the newest first.</summary>
    public IEnumerable<byte[]> SecretsAt(DateTimeOffset now) =>
        PreviousSecret is { } previous && now < PreviousExpiresAt ? [Secret, previous] : [Secret];
}
