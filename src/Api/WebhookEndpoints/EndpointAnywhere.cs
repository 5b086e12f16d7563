namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>An endpoint among all that there are.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="OrganizationName">The name of the only organization whose events it hears of; null: all, or one without a name.</param>
internal sealed record EndpointAnywhere(EndpointReply Endpoint, string? OrganizationName);
