using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>What an endpoint may be.</summary>
internal static class EndpointRules
{
    public const string Json = "application/json";
    public const int UsualInFlight = 8;
    public const int UsualOverlapHours = 24;
    public const int LongestOverlapHours = 168;

    /// <summary>Nothing but failures for so long, and it is disabled.</summary>
    public static readonly TimeSpan LongestFailing = TimeSpan.FromDays(5);

    private const string CloudEvents = "application/cloudevents+json";
    private const int MostInFlight = 32;
    private const int LongestUrl = 2000;
    private const int LongestDescription = 500;

    /// <exception cref="ProblemException">Something of it breaks a rule.</exception>
    public static async Task CheckAsync(
        EndpointRequest request, EndpointScope scope, ReceiverCheck receivers, CancellationToken cancellationToken)
    {
        var isOther = request.OrganizationId is { } named
            && (!Uuid.TryParse(named, out var organization) || (scope.Organization is { } own && organization != own));
        var errors = new FieldErrors()
            .AddIf(
                isOther, "organization_id",
                scope.Organization is null ? "must be a UUID" : "must be the organization of the address, or be left out")
            .EventTypesOf("event_types", request.EventTypes)
            .Description(request.Description)
            .Kind(request.ContentType)
            .InFlight(request.MaxInFlight);
        await errors.UrlAsync(request.Url, scope.Organization is null, receivers, cancellationToken);
        errors.ThrowIfAny();
    }

    /// <exception cref="ProblemException">Something of it breaks a rule.</exception>
    public static async Task CheckAsync(
        EndpointChangeRequest request, EndpointScope scope, ReceiverCheck receivers, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .EventTypesOf("event_types", request.EventTypes)
            .Description(request.Description)
            .Kind(request.ContentType)
            .InFlight(request.MaxInFlight);
        if (request.Url is { } url)
        {
            await errors.UrlAsync(url, scope.Organization is null, receivers, cancellationToken);
        }

        errors.ThrowIfAny();
    }

    /// <summary>The address without what may be secret in it.</summary>
    public static string Masked(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? url : $"{url[..query]}?…";
    }

    private static async Task UrlAsync(
        this FieldErrors errors, string url, bool isOfPlatform, ReceiverCheck receivers, CancellationToken cancellationToken)
    {
        errors.Length("url", url, 1, LongestUrl);
        if (await receivers.ObjectionAsync(url, isOfPlatform, cancellationToken) is { } objection)
        {
            errors.Add("url", objection);
        }
    }

    private static FieldErrors Description(this FieldErrors errors, string? description) =>
        errors.Length("description", description, 0, LongestDescription);

    private static FieldErrors Kind(this FieldErrors errors, string? type) =>
        errors.AddIf(type is not (null or Json or CloudEvents), "content_type", $"must be {Json} or {CloudEvents}");

    private static FieldErrors InFlight(this FieldErrors errors, int? most) =>
        errors.AddIf(most is < 1 or > MostInFlight, "max_in_flight", $"must be a whole number from 1 to {MostInFlight}");
}
