using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>An event on its way to an endpoint, or there.</summary>
internal record DeliveryReply
{
    /// <summary>The delivery.</summary>
    public required Guid Id { get; init; }

    /// <summary>The event: the `id` that receivers see.</summary>
    public required string EventId { get; init; }

    /// <summary>The event's type.</summary>
    public required string Type { get; init; }

    /// <summary>Whose levels it is about.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>`pending`, `delivered`, `failed` (given up) or `cancelled`.</summary>
    public required string Status { get; init; }

    /// <summary>It was asked for once more.</summary>
    public required bool Replay { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is tried next; null when it is not.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the receiver took it.</summary>
    public required DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>What the receiver answered last.</summary>
    public required int? LastStatusCode { get; init; }

    /// <summary>Why the last try did not succeed, in a word.</summary>
    public required string? LastError { get; init; }
}

/// <summary>A delivery with each of its tries.</summary>
internal sealed record DeliveryDetailReply : DeliveryReply
{
    [JsonConstructor]
    public DeliveryDetailReply()
    {
    }

    [SetsRequiredMembers]
    public DeliveryDetailReply(DeliveryReply delivery, IReadOnlyList<TryReply> tries)
        : base(delivery) => Tries = tries;

    /// <summary>The tries, the first one first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<TryReply> Tries { get; init; }
}

/// <summary>A try.</summary>
/// <param name="At">When it began.</param>
/// <param name="Ms">How long it took.</param>
/// <param name="StatusCode">What was answered; null without an answer.</param>
/// <param name="Error">Why it did not succeed, in a word; null when it did.</param>
/// <param name="Body">The beginning of the answer; null for platform viewers.</param>
internal sealed record TryReply(DateTimeOffset At, int Ms, int? StatusCode = null, string? Error = null, string? Body = null);

/// <summary>A page of deliveries, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryReply> Items, string? NextCursor);
