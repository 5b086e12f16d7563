using System.Text.Json.Serialization;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// What is stored of an organization: its state. What a write adds to the tables goes with it and is not stored: the projection
/// trigger takes <see cref="Projection"/> off in the statement that stores the document, and never looks at <see cref="Book"/>.
/// </summary>
internal sealed record OrganizationDocument
{
    /// <summary>The shape of this document. A node refuses a newer one; the trigger knows this one and the one before.</summary>
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;

    public OrganizationId OrganizationId { get; init; }

    public int Epoch { get; init; } = 1;

    /// <summary>Counts the writes of this organization, forgetting included.</summary>
    public long Version { get; init; }

    public StatusBook? Book { get; init; }

    /// <summary>What this write adds to the tables; null for what was read.</summary>
    [JsonIgnore]
    public Projection? Projection { get; init; }
}
