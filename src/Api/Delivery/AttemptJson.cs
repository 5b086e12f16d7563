using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusLevels.Api.Delivery;

/// <summary>A try as it stands in <c>deliveries.attempts</c>.</summary>
/// <param name="At">When it began.</param>
/// <param name="Ms">How long it took, in milliseconds.</param>
/// <param name="StatusCode">What was answered.</param>
/// <param name="Error">Why it did not succeed.</param>
/// <param name="Body">The beginning of the answer.</param>
internal sealed record AttemptJson(DateTimeOffset At, int Ms, int? StatusCode, string? Error, string? Body)
{
    public static string Of(Attempt attempt) => JsonSerializer.Serialize(
        new AttemptJson(attempt.At, attempt.Milliseconds, attempt.StatusCode, attempt.Error, attempt.Body),
        AttemptJsonContext.Default.AttemptJson);
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AttemptJson))]
internal sealed partial class AttemptJsonContext : JsonSerializerContext;
