using System.Text.Json;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>Reads the facts behind a stored entry.</summary>
public static class StoredMetadata
{
    /// <summary>The facts, from the JSON of the history table.</summary>
    /// <exception cref="JsonException">That is not how this product writes them.</exception>
    public static EntryMetadata Read(string json) => JsonSerializer.Deserialize(json, DocumentFormat.Metadata) ?? EntryMetadata.None;
}
