using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// The stored document as JSON: snake case, words for enumerations, instants with milliseconds and Z, absent members and what follows from
/// others left out.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(OrganizationIdConverter), typeof(InstantConverter),
        typeof(WordConverter<StatusLevel>), typeof(WordConverter<ActorKind>), typeof(WordConverter<HistoryAction>),
        typeof(WordConverter<ClaimKind>), typeof(WordConverter<NoticeKind>), typeof(WordConverter<NoticeOutcome>),
        typeof(WordConverter<SubscriptionStatus>), typeof(WordConverter<LevelAAction>), typeof(WordConverter<GraceAction>),
        typeof(WordConverter<UpgradeRequestStatus>), typeof(WordConverter<LevelState>), typeof(WordConverter<LevelCAction>),
        typeof(RawJsonConverter),
    ])]
[JsonSerializable(typeof(OrganizationDocument))]
[JsonSerializable(typeof(Projection))]
[JsonSerializable(typeof(EntryMetadata))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(SubscriptionOutcome))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>How documents are written.</summary>
internal static class DocumentFormat
{
    /// <summary>Text is stored as it is: nothing in the database is ever pasted into a page unescaped.</summary>
    public static JsonSerializerOptions Options { get; } = new(DocumentJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = DocumentJson.Default.WithAddedModifier(LetNullBeMissing),
    };

    public static JsonWriterOptions Writing { get; } = new() { Encoder = Options.Encoder, SkipValidation = true };

    public static JsonTypeInfo<OrganizationDocument> Document { get; } = Of<OrganizationDocument>();

    public static JsonTypeInfo<Projection> Projection { get; } = Of<Projection>();

    public static JsonTypeInfo<EntryMetadata> Metadata { get; } = Of<EntryMetadata>();

    public static JsonTypeInfo<CommandReply> Reply { get; } = Of<CommandReply>();

    public static JsonTypeInfo<SubscriptionOutcome> Outcome { get; } = Of<SubscriptionOutcome>();

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    // Whoever makes a row must say all of it, and what is null is left out when it is written.
    private static void LetNullBeMissing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsSetNullable))
        {
            property.IsRequired = false;
        }
    }
}
