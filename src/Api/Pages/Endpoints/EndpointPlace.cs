using StatusLevels.Api.WebhookEndpoints;

namespace StatusLevels.Api.Pages.Endpoints;

/// <summary>Where pages of webhook endpoints stand: those of an organization, or the platform's of all.</summary>
internal abstract class EndpointPlace
{
    /// <summary>The page that lists them.</summary>
    public abstract string Home { get; }

    /// <summary>An endpoint as whoever asks may see it here; null: there is none.</summary>
    public abstract Task<FoundEndpoint?> FindAsync(HttpContext context, Guid id);

    public string AddressOf(Guid endpoint, string? part = null) => $"{Home}/{endpoint:D}{(part is null ? "" : $"/{part}")}";
}

/// <summary>An endpoint, and what its reader may do with it.</summary>
/// <param name="Place">Where its pages stand.</param>
/// <param name="Scope">In which it can be changed.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Objection">The name of the sentence that says why the reader changes nothing; null: they may.</param>
internal sealed record FoundEndpoint(EndpointPlace Place, EndpointScope Scope, EndpointReply Endpoint, string? Objection)
{
    /// <summary>Whose it is, where that is not plain; else null.</summary>
    public EndpointAnywhere? Anywhere { get; init; }

    public bool CanChange => Objection is null;

    public string AddressOf(string? part = null) => Place.AddressOf(Endpoint.Id, part);

    public string AddressOf(Guid delivery) => AddressOf($"deliveries/{delivery:D}");
}
