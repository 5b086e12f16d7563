using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>The stored document as JSON: snake case, words for enumerations, instants with milliseconds and Z, absent members and what follows from others left out.</summary>
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
        typeof(WordConverter<UpgradeRequestStatus>), typeof(WordConverter<LevelState>), typeof(WordConverter<LevelCAction>), typeof(RawJsonConverter),
    ])]
[JsonSerializable(typeof(OrganizationDocument))]
[JsonSerializable(typeof(EntryMetadata))]
[JsonSerializable(typeof(CommandReply))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>How documents are written.</summary>
internal static class DocumentFormat
{
    /// <summary>Text is stored as it is: nothing in the database is ever pasted into a page unescaped.</summary>
    public static DocumentJson Json { get; } = new(new JsonSerializerOptions(DocumentJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>Reads the facts behind a stored entry.</summary>
public static class StoredMetadata
{
    /// <summary>The facts, from the JSON of the history table.</summary>
    /// <exception cref="JsonException">That is not how this product writes them.</exception>
    public static EntryMetadata Read(string json) => JsonSerializer.Deserialize(json, DocumentFormat.Json.EntryMetadata) ?? EntryMetadata.None;
}

/// <summary>Serializes the stored document, and nothing else. A document of a newer schema is refused, not cut down to what this node knows.</summary>
public sealed class OrganizationDocumentSerializer : IGrainStorageSerializer
{
    /// <inheritdoc />
    public BinaryData Serialize<T>(T? input) => input is OrganizationDocument document
        ? new BinaryData(JsonSerializer.SerializeToUtf8Bytes(document, DocumentFormat.Json.OrganizationDocument))
        : throw new NotSupportedException($"This store holds organizations, not {typeof(T)}.");

    /// <inheritdoc />
    /// <exception cref="NewerSchemaException">The document was written by a newer version of the product.</exception>
    public T Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var schema = SchemaOf(input);
        if (schema > OrganizationDocument.CurrentSchema)
        {
            throw new NewerSchemaException(schema, OrganizationDocument.CurrentSchema);
        }

        return (T)(object)JsonSerializer.Deserialize(input.ToMemory().Span, DocumentFormat.Json.OrganizationDocument)!;
    }

    private static int SchemaOf(BinaryData input)
    {
        var reader = new Utf8JsonReader(input.ToMemory().Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("schema"u8))
            {
                reader.Read();
                return reader.GetInt32();
            }

            reader.Skip();
        }

        throw new JsonException("A stored document has no schema.");
    }
}

internal sealed class OrganizationIdConverter : JsonConverter<OrganizationId>
{
    public override OrganizationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, OrganizationId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Instant.Format(value));
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return new(value.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
}

internal sealed class WordConverter<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Words.TryParse<TEnum>(reader.GetString(), out var member) ? member : throw new JsonException($"No such {typeof(TEnum).Name}.");

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(Words.Of(value));
}
