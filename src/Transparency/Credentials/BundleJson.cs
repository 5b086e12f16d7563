using System.Text.Json.Serialization;

namespace StatusLevels.Transparency.Credentials;

/// <summary>
/// Bundles as JSON. Members that are unknown are passed over, since later versions may say more; one that is missing is an error.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CredentialBundle))]
internal sealed partial class BundleJson : JsonSerializerContext;
