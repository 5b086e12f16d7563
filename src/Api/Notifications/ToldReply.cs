using StatusLevels.Silo.Notifications;

namespace StatusLevels.Api.Notifications;

/// <summary>Where an event went.</summary>
/// <param name="Channel">`in_app`, `mail` or `webhook`.</param>
/// <param name="Target">Masked: a host, an address without most of its local part, or `members`.</param>
/// <param name="DeliveredAt">When it was there.</param>
internal sealed record ToldReply(string Channel, string Target, DateTimeOffset DeliveredAt)
{
    public static IReadOnlyList<ToldReply> Of(IEnumerable<ToldTarget> told) =>
        [.. told.Select(one => new ToldReply(one.Channel, one.Target, one.DeliveredAt))];
}
