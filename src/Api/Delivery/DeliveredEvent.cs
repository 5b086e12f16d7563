namespace StatusLevels.Api.Delivery;

/// <summary>An event of the outbox, as it goes out.</summary>
/// <param name="Id">The same at every try and to everybody.</param>
/// <param name="Type">E.g. <c>status.expiry.notice</c>.</param>
/// <param name="OrganizationId">Whose levels it is about.</param>
/// <param name="Epoch">The life of the organization: forgetting it begins another.</param>
/// <param name="Number">Its number among the events of this organization and epoch, from 1 without a gap.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">The facts, a JSON object.</param>
/// <param name="Status">The organization right after the write that raised it, a JSON object; null for events of releases before.</param>
internal sealed record DeliveredEvent(
    string Id, string Type, Guid OrganizationId, int Epoch, long Number, DateTimeOffset Time, string Data, string? Status);
