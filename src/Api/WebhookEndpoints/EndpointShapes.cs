using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>A new endpoint.</summary>
/// <param name="Url">Where events are sent: https, a public address, the port 443 or one from 1024 on; at most 2000 characters.</param>
/// <param name="Description">What it is for, at most 500 characters.</param>
/// <param name="EventTypes">Only these types; without it all, later ones too.</param>
/// <param name="OrganizationId">Only events of this organization; without it, those of all. For platform admins.</param>
/// <param name="ContentType">`application/json` or `application/cloudevents+json`.</param>
/// <param name="MaxInFlight">How many events, of different organizations, may be on their way at the same time: 1 to 32.</param>
internal sealed record EndpointRequest(
    string Url, string? Description = null, IReadOnlyList<string?>? EventTypes = null, string? OrganizationId = null,
    string ContentType = EndpointRules.Json, int MaxInFlight = EndpointRules.UsualInFlight);

/// <summary>What changes of an endpoint; what is left out stays.</summary>
/// <param name="Url">A new address: it is not failing any more then, and what waits is sent at once.</param>
/// <param name="ContentType">`application/json` or `application/cloudevents+json`.</param>
/// <param name="MaxInFlight">1 to 32.</param>
/// <param name="Enabled">
/// False sends nothing any more and cancels what waits. To enable it again is a route of its own, which tests it.
/// </param>
internal sealed record EndpointChangeRequest(
    string? Url = null, string? ContentType = null, int? MaxInFlight = null, bool? Enabled = null)
{
    /// <summary>At most 500 characters; null: none.</summary>
    public string? Description
    {
        get;
        set
        {
            field = value;
            NamesDescription = true;
        }
    }

    /// <summary>Only these types; null: all.</summary>
    public IReadOnlyList<string?>? EventTypes
    {
        get;
        set
        {
            field = value;
            NamesTypes = true;
        }
    }

    /// <summary>A missing member leaves what there is.</summary>
    [JsonIgnore]
    public bool NamesDescription { get; private set; }

    /// <summary>A missing member leaves what there is.</summary>
    [JsonIgnore]
    public bool NamesTypes { get; private set; }
}

/// <summary>An endpoint that events are sent to.</summary>
internal record EndpointReply
{
    /// <summary>Its id, the `recipient` of what it is sent.</summary>
    public required Guid Id { get; init; }

    /// <summary>The only organization whose events it hears of; null: all.</summary>
    public required Guid? OrganizationId { get; init; }

    /// <summary>Whose it is: `platform` or `organization`.</summary>
    public required string OwnedBy { get; init; }

    /// <summary>Where it is; in lists, and for platform viewers, without its query, which may hold a secret.</summary>
    public required string Url { get; init; }

    /// <summary>What it is for.</summary>
    public required string? Description { get; init; }

    /// <summary>The types that it hears of; null: all, later ones too.</summary>
    public required IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>What the body is called.</summary>
    public required string ContentType { get; init; }

    /// <summary>How many events may be on their way at the same time.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>`active`, `failing` (nothing but failures since `failing_since`) or `disabled`.</summary>
    public required string State { get; init; }

    /// <summary>`by_owner`, `gone` (it answered 410), `failing` or `secret_unreadable`; null when it is not disabled.</summary>
    public required string? DisabledReason { get; init; }

    /// <summary>Since when nothing is sent.</summary>
    public required DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Since when nothing but failures.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it is disabled if that goes on; null while it is not failing.</summary>
    public required DateTimeOffset? DisablesAt { get; init; }

    /// <summary>Until when the secret before the current one signs, too.</summary>
    public required DateTimeOffset? PreviousExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How often it was changed; the condition of a change (`If-Match`).</summary>
    public required long Version { get; init; }

    /// <summary>What became of the events of the last 24 hours.</summary>
    [JsonPropertyName("last_24_hours")]
    public required EndpointCounts Last24Hours { get; init; }
}

/// <summary>Deliveries that were made within 24 hours, by what became of them.</summary>
internal sealed record EndpointCounts(int Delivered, int Pending, int Failed, int Cancelled);

/// <summary>An endpoint that was just made.</summary>
internal sealed record NewEndpointReply : EndpointReply
{
    /// <summary>What it verifies signatures with (`whsec_` and base64). It is shown this once.</summary>
    [JsonPropertyOrder(1)]
    public required string Secret { get; init; }
}

/// <summary>The endpoints.</summary>
internal sealed record EndpointsReply(IReadOnlyList<EndpointReply> Items);

/// <summary>How the secret is replaced.</summary>
/// <param name="OverlapHours">How long the one before signs beside it: 0 to 168 hours.</param>
internal sealed record RotationRequest(int OverlapHours = EndpointRules.UsualOverlapHours);

/// <summary>A new secret.</summary>
/// <param name="Secret">It is shown this once.</param>
/// <param name="PreviousExpiresAt">Until when the one before signs, too; null: no longer.</param>
internal sealed record RotationReply(string Secret, DateTimeOffset? PreviousExpiresAt);

/// <summary>What came back from an endpoint.</summary>
/// <param name="Delivered">Whether it would count as delivered.</param>
/// <param name="StatusCode">What was answered; null without an answer.</param>
/// <param name="Error">Why it does not count, in a word.</param>
/// <param name="Ms">How long it took.</param>
/// <param name="Body">The beginning of the answer, at most 1 KiB.</param>
internal sealed record EndpointTestReply(bool Delivered, int? StatusCode, string? Error, int Ms, string? Body);

/// <summary>An endpoint that is sent to again.</summary>
internal sealed record EnabledEndpointReply : EndpointReply
{
    [JsonConstructor]
    public EnabledEndpointReply()
    {
    }

    [SetsRequiredMembers]
    public EnabledEndpointReply(EndpointReply endpoint, int queued)
        : base(endpoint) => Queued = queued;

    /// <summary>How many events of the time in between are sent after all.</summary>
    [JsonPropertyOrder(1)]
    public required int Queued { get; init; }
}

/// <summary>What is sent again.</summary>
/// <param name="Since">Events from this instant on.</param>
/// <param name="Until">And before this one; without it, all until now.</param>
/// <param name="EventTypes">Only these types; without it, those that the endpoint hears of.</param>
/// <param name="Failed">True: only what was given up.</param>
internal sealed record ReplayRequest(
    DateTimeOffset Since, DateTimeOffset? Until = null, IReadOnlyList<string?>? EventTypes = null, bool Failed = false);

/// <summary>How much is sent again.</summary>
internal sealed record ReplayReply(int Queued);

/// <summary>One delivery that is made again.</summary>
/// <param name="Id">The id of the new delivery; the event keeps its own.</param>
internal sealed record ResentReply(Guid Id);

/// <summary>An endpoint in the audit: without secrets, nor the query of its address.</summary>
internal sealed record AuditedEndpoint(
    Guid? OrganizationId, string OwnedBy, string Url, string? Description, IReadOnlyList<string>? EventTypes, string ContentType,
    int MaxInFlight, string State)
{
    public static AuditedEndpoint Of(EndpointReply endpoint) => new(
        endpoint.OrganizationId, endpoint.OwnedBy, EndpointRules.Masked(endpoint.Url), endpoint.Description, endpoint.EventTypes,
        endpoint.ContentType, endpoint.MaxInFlight, endpoint.State);
}
