using System.Security.Cryptography;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Endpoints as requests make them, before they are stored.</summary>
internal static class EndpointDraft
{
    private const int SecretBytes = 32;
    private const string SecretPrefix = "whsec_";

    /// <summary>A new one, with its secret.</summary>
    public static NewEndpointReply Of(EndpointScope scope, EndpointRequest request, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = scope.Organization ?? (request.OrganizationId is { } named ? Guid.Parse(named) : null),
        OwnedBy = scope.Owner,
        Url = request.Url,
        Description = request.Description,
        EventTypes = request.EventTypes is { } types ? [.. types.OfType<string>()] : null,
        ContentType = request.ContentType,
        MaxInFlight = request.MaxInFlight,
        State = "active",
        DisabledReason = null,
        DisabledAt = null,
        FailingSince = null,
        DisablesAt = null,
        PreviousExpiresAt = null,
        CreatedAt = now,
        UpdatedAt = now,
        Version = 1,
        Last24Hours = new(0, 0, 0, 0),
        Secret = NewSecret(),
    };

    /// <summary>One that was there, after a change.</summary>
    public static EndpointReply Of(EndpointReply before, EndpointChangeRequest request, DateTimeOffset now) => before with
    {
        Url = request.Url ?? before.Url,
        Description = request.NamesDescription ? request.Description : before.Description,
        EventTypes = !request.NamesTypes ? before.EventTypes : request.EventTypes is { } types ? [.. types.OfType<string>()] : null,
        ContentType = request.ContentType ?? before.ContentType,
        MaxInFlight = request.MaxInFlight ?? before.MaxInFlight,
        State = request.Enabled is false ? "disabled" : before.State,
        UpdatedAt = now,
        Version = before.Version + 1,
    };

    /// <summary>In the spelling of Standard Webhooks.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The bytes that sign.</summary>
    public static byte[] Bytes(string secret) => Convert.FromBase64String(secret[SecretPrefix.Length..]);
}
