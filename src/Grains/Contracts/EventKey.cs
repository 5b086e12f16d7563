using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>
/// The key under which the first answer to an event of a payment provider is kept: its id, told apart by its subscription. Whoever
/// delivers it and whatever else it says, it is the same event.
/// </summary>
public static class EventKey
{
    /// <summary>How long an event is known.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(90);

    /// <summary>The key of the event that a command reports; null for a command that reports none, or one without an id.</summary>
    public static CallKey? Of(OrganizationId organization, StatusCommand command) =>
        command is StatusCommand.ChangeSubscription { EventId: { } id } change
            ? Of("event", organization, change.SubscriptionId, id)
            : null;

    /// <summary>The key of an event that says something which decides nothing: such an answer is no answer to a change.</summary>
    public static CallKey OfIgnored(OrganizationId organization, string subscriptionId, string eventId) =>
        Of("ignored event", organization, subscriptionId, eventId);

    private static CallKey Of(string kind, OrganizationId organization, string subscriptionId, string eventId)
    {
        // With its length, so that no two pairs of ids are one text.
        var length = subscriptionId.Length.ToString(CultureInfo.InvariantCulture);
        var named = $"{kind}\0{organization}\0{length}\0{subscriptionId}{eventId}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)));
        return new CallKey(hash, hash);
    }
}
