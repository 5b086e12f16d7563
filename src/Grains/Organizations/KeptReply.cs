using System.Text.Json;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// The answer to a command in the form in which it is kept under an idempotency key, and what an event did. Only answers that were not
/// refused are.
/// </summary>
public static class KeptReply
{
    /// <summary>The answer as JSON.</summary>
    public static string Write(CommandReply reply) => JsonSerializer.Serialize(reply, DocumentFormat.Reply);

    /// <summary>What an event did, as JSON.</summary>
    public static string Write(SubscriptionOutcome outcome) => JsonSerializer.Serialize(outcome, DocumentFormat.Outcome);

    /// <summary>What an event did, as it was kept.</summary>
    public static SubscriptionOutcome ReadOutcome(string json) => JsonSerializer.Deserialize(json, DocumentFormat.Outcome)!;

    /// <summary>The answer that was kept.</summary>
    public static CommandReply Read(string json) => JsonSerializer.Deserialize(json, DocumentFormat.Reply)!;
}
