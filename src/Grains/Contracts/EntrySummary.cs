using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>A history entry in short.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.EntrySummary")]
public sealed record EntrySummary
{
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required long Sequence { get; init; }

    [Id(2)]
    public required StatusLevel Level { get; init; }

    [Id(3)]
    public required HistoryAction Action { get; init; }

    /// <summary>The rules' own code, or a person's words.</summary>
    [Id(4)]
    public required string? Reason { get; init; }

    [Id(5)]
    public required Actor Actor { get; init; }

    /// <summary>Since when it counts.</summary>
    [Id(6)]
    public required DateTimeOffset EffectiveAt { get; init; }

    [Id(7)]
    public required DateTimeOffset RecordedAt { get; init; }
}
