using System.Text.Json.Serialization;

namespace StatusLevels.Bench.Peers;

/// <summary>As the product's, by name and size.</summary>
internal sealed record StatusBody(
    Guid OrganizationId, string CurrentLevel, IReadOnlyList<LevelBody> ActiveLevels, bool CanManage, long Version);

internal sealed record LevelBody(
    Guid Id, string Level, bool IsActive, bool CanUseBadge, DateTime? GrantedAt, DateTime? ValidFrom, DateTime? ValidUntil,
    int? DaysUntilExpiry,
    DateTime? LastVerifiedAt, string State, DateTime? GraceEndsAt);

internal sealed record GrantBody(string Level);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(LevelBody))]
[JsonSerializable(typeof(GrantBody))]
internal sealed partial class CrudJson : JsonSerializerContext;
