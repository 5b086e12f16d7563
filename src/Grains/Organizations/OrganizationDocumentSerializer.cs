using System.Buffers;
using System.Text.Json;
using Orleans.Storage;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// Serializes the stored document, and nothing else: a line of the state, and a line of what this write adds to the tables, which the
/// projection trigger takes off. A document of a newer schema is refused, not cut down to what this node knows.
/// </summary>
public sealed class OrganizationDocumentSerializer : IGrainStorageSerializer
{
    // Most changes of one organization fit.
    private const int UsualBytes = 8 * 1024;

    /// <inheritdoc />
    public BinaryData Serialize<T>(T? input)
    {
        if (input is not OrganizationDocument document)
        {
            throw new NotSupportedException($"This store holds organizations, not {typeof(T)}.");
        }

        var lines = new ArrayBufferWriter<byte>(UsualBytes);
        using var writer = new Utf8JsonWriter(lines, DocumentFormat.Writing);
        JsonSerializer.Serialize(writer, document, DocumentFormat.Document);
        if (document.Projection is { } projection)
        {
            lines.Write("\n"u8);
            writer.Reset();
            JsonSerializer.Serialize(writer, projection, DocumentFormat.Projection);
        }

        return new BinaryData(lines.WrittenMemory);
    }

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
