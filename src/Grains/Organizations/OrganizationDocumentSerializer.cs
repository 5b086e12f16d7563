using System.Text.Json;
using Orleans.Storage;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// Serializes the stored document, and nothing else. A document of a newer schema is refused, not cut down to what this node knows.
/// </summary>
public sealed class OrganizationDocumentSerializer : IGrainStorageSerializer
{
    /// <inheritdoc />
    public BinaryData Serialize<T>(T? input) => input is OrganizationDocument document
        ? new BinaryData(JsonSerializer.SerializeToUtf8Bytes(document, DocumentFormat.Document))
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

        return (T)(object)JsonSerializer.Deserialize(input.ToMemory().Span, DocumentFormat.Document)!;
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
