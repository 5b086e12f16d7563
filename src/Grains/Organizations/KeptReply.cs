using System.Text.Json;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// The answer to a command in the form in which it is kept under an idempotency key. Only answers that were not refused are.
/// </summary>
public static class KeptReply
{
    /// <summary>The answer as JSON.</summary>
    public static string Write(CommandReply reply) => JsonSerializer.Serialize(reply, DocumentFormat.Reply);

    /// <summary>The answer that was kept.</summary>
    public static CommandReply Read(string json) => JsonSerializer.Deserialize(json, DocumentFormat.Reply)!;
}
