using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Organizations;

/// <summary>
/// What is stored of an organization: its state, and what this write adds to the tables. The projection trigger copies
/// <see cref="Projection"/> in the statement that stores the document and never looks at <see cref="Book"/>.
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

    public Projection? Projection { get; init; }
}
