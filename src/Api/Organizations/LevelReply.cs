using System.Text.Json.Serialization;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>A level that is held.</summary>
internal sealed record LevelReply : IViewed
{
    [JsonIgnore]
    public Viewer Viewer { get; private init; }

    public required Guid Id { get; init; }

    public required string Level { get; init; }

    /// <summary>It counts now.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Its badge may be shown.</summary>
    public required bool CanUseBadge { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Its exclusive end; null without end and in grace.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The same as `valid_until`, by the name that the first front end reads.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Remaining 24-hour days, rounded up.</summary>
    public required int? DaysUntilExpiry { get; init; }

    public required DateTimeOffset? LastVerifiedAt { get; init; }

    /// <summary><c>active</c>, <c>grace</c> or <c>suspended</c>; to the public a level in grace is <c>active</c>.</summary>
    public required string State { get; init; }

    /// <summary>The exclusive end of the payment grace, for members; null to the public.</summary>
    public required DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>The user or service that granted it, for members; null when the rules did.</summary>
    [ShownTo(Viewer.Member)]
    public string? GrantedBy { get; init; }

    /// <summary>The subscription that holds it, for members.</summary>
    [ShownTo(Viewer.Member)]
    public string? SubscriptionId { get; init; }

    /// <summary>Free text, shown to platform admins only.</summary>
    [ShownTo(Viewer.PlatformViewer)]
    public string? Notes { get; init; }

    /// <summary>What anyone sees of a level that counts.</summary>
    public static LevelReply Of(PublicLevel level, DateTimeOffset now) => new()
    {
        Id = level.Id,
        Level = level.Level.ToString(),
        IsActive = true,
        CanUseBadge = true,
        GrantedAt = level.GrantedAt,
        ValidFrom = level.GrantedAt,
        ValidUntil = level.ValidUntil,
        ExpiresAt = level.ValidUntil,
        DaysUntilExpiry = level.ValidUntil is { } end ? Instant.DaysUntil(end, now) : null,
        LastVerifiedAt = level.LastVerifiedAt,
        State = Words.Of(LevelState.Active),
        GraceEndsAt = null,
    };

    public static LevelReply Of(LevelSnapshot level, Viewer viewer, DateTimeOffset now)
    {
        var reply = Of(PublicLevel.Of(level), now) with { IsActive = level.Counts, CanUseBadge = level.Counts };
        return viewer == Viewer.Public ? reply : reply with
        {
            Viewer = viewer,
            State = Words.Of(level.State),
            GraceEndsAt = level.GraceEndsAt,
            GrantedBy = level.GrantedBy.Id,
            SubscriptionId = level.SubscriptionId,
            Notes = viewer.SeesNotes() ? level.Notes : null,
        };
    }
}
