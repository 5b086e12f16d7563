using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>A notice that was raised.</summary>
[GenerateSerializer, Immutable, Alias("StatusLevels.RaisedNotice")]
public sealed record RaisedNotice(
    [property: Id(0)] NoticeKind Kind,
    [property: Id(1)] StatusLevel Level,
    [property: Id(2)] int Point,
    [property: Id(3)] DateTimeOffset EndsAt,
    [property: Id(4)] DateTimeOffset DueAt);
