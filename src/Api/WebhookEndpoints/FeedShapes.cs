using System.Text.Json;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What happened, as CloudEvents 1.0 has it: the same as endpoints are sent, but for what is about the endpoint.</summary>
internal sealed record FeedEvent
{
    /// <summary>The version of CloudEvents.</summary>
    public required string Specversion { get; init; }

    /// <summary>The same for whoever hears of it.</summary>
    public required string Id { get; init; }

    /// <summary>The product.</summary>
    public required string Source { get; init; }

    /// <summary>What happened, such as `status.level.granted`.</summary>
    public required string Type { get; init; }

    /// <summary>The organization.</summary>
    public required string Subject { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its number among the events of this organization and epoch, from 1 without a gap.</summary>
    public required string Sequence { get; init; }

    /// <summary>The life of the organization: forgetting it begins another.</summary>
    public required string Epoch { get; init; }

    /// <summary>What `data` is.</summary>
    public required string Datacontenttype { get; init; }

    /// <summary>The facts, and `status`, the levels right after it; null in events of releases before.</summary>
    public required JsonElement Data { get; init; }

    public static FeedEvent Of(DeliveredEvent happened, string source) => new()
    {
        Specversion = "1.0",
        Id = happened.Id,
        Source = source,
        Type = happened.Type,
        Subject = happened.OrganizationId.ToString(),
        Time = happened.Time,
        Sequence = WebhookEnvelope.Text(happened.Number),
        Epoch = WebhookEnvelope.Text(happened.Epoch),
        Datacontenttype = "application/json",
        Data = JsonElement.Parse(WebhookEnvelope.DataOf(happened)),
    };
}

/// <summary>A page of the feed, in the order in which events were numbered.</summary>
/// <param name="Items">What happened after the cursor; none, when nothing has yet.</param>
/// <param name="NextCursor">The `after` of the next question; always there.</param>
internal sealed record EventsReply(IReadOnlyList<FeedEvent> Items, string NextCursor);
