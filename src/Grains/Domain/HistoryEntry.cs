using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace StatusLevels.Grains.Domain;

/// <summary>What an entry accounts for.</summary>
public enum HistoryAction
{
    Granted,
    AutoGranted,
    Renewed,
    Suspended,
    Restored,
    Degraded,
    Revoked,
    Expired,
    GraceStarted,
    GraceCleared,
    AtRisk,
    Recovered,
}

/// <summary>
/// One line of an organization's account. Entries are numbered without gaps per organization and epoch, and chained:
/// <see cref="Hash"/> is SHA-256 over the previous hash (32 bytes) and the UTF-8 bytes of <see cref="Canonical"/>.
/// </summary>
public sealed record HistoryEntry
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required StatusLevel Level { get; init; }

    public required HistoryAction Action { get; init; }

    /// <summary>A code of the product's own; a person's words are in <see cref="Personal"/>.</summary>
    public required string? Reason { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>Since when it counts; never before the previous entry's.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The levels that count after it.</summary>
    public required ImmutableArray<StatusLevel> LevelsAfter { get; init; }

    public required EntryMetadata Metadata { get; init; }

    /// <summary>What can be erased without breaking the chain; null when there is nothing of the kind.</summary>
    public required PersonalFields? Personal { get; init; }

    /// <summary>The hash of the entry before, 64 lower-case hexadecimal digits; zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>The exact text that was hashed; empty until it is sealed.</summary>
    public string Canonical { get; init; } = "";

    /// <summary>This entry's hash, 64 lower-case hexadecimal digits; empty until it is sealed.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What the first entry of an epoch is chained to.</summary>
    public static string NoHash { get; } = new('0', 64);

    internal static HistoryEntry Seal(
        StatusBook book, StatusLevel level, HistoryAction action, string? reason, Actor actor, DateTimeOffset effectiveAt,
        DateTimeOffset recordedAt, ImmutableArray<StatusLevel> levelsAfter, EntryMetadata metadata, PersonalFields? personal)
    {
        var sequence = book.Sequence + 1;
        var draft = new HistoryEntry
        {
            Id = DerivedId.Entry(book.OrganizationId, book.Epoch, sequence),
            Sequence = sequence,
            Level = level,
            Action = action,
            Reason = reason,
            Actor = actor,
            EffectiveAt = effectiveAt,
            RecordedAt = recordedAt,
            LevelsAfter = levelsAfter,
            Metadata = metadata,
            Personal = personal,
            PreviousHash = book.HeadHash,
        };
        var canonical = CanonicalEntry.Write(book.OrganizationId, book.Epoch, draft);
        return draft with { Canonical = canonical, Hash = Chain(book.HeadHash, canonical) };
    }

    /// <summary>The hash of an entry: SHA-256 over the previous hash and the canonical text.</summary>
    public static string Chain(string previousHash, string canonical)
    {
        var text = Encoding.UTF8.GetByteCount(canonical);
        var input = new byte[32 + text];
        Convert.FromHexString(previousHash, input, out _, out _);
        Encoding.UTF8.GetBytes(canonical, input.AsSpan(32));
        return Convert.ToHexStringLower(SHA256.HashData(input));
    }
}

/// <summary>The facts behind an entry. Members that do not apply are null and are left out of the canonical text.</summary>
public sealed record EntryMetadata
{
    public static EntryMetadata None { get; } = new();

    /// <summary>The subscription concerned.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The status that the payment provider reported.</summary>
    public SubscriptionStatus? SubscriptionStatus { get; init; }

    /// <summary>The payment provider's id of the event.</summary>
    public string? EventId { get; init; }

    /// <summary>When the event happened.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The upgrade request that this entry answers.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The end of the level after this entry.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The end of the level before this entry.</summary>
    public DateTimeOffset? PreviousValidUntil { get; init; }

    /// <summary>The end of the payment grace.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>Until when a suspended B can be restored.</summary>
    public DateTimeOffset? RestorableUntil { get; init; }

    /// <summary>When unmet criteria end C.</summary>
    public DateTimeOffset? AtRiskUntil { get; init; }

    /// <summary>The numbers that decided about C.</summary>
    public CriteriaSnapshot? Criteria { get; init; }

    /// <summary>The catalog in force.</summary>
    public string? CatalogVersion { get; init; }
}

/// <summary>What an entry holds of people: kept beside the chain, which knows only salted commitments to it.</summary>
/// <param name="Salt">16 random bytes, 32 lower-case hexadecimal digits.</param>
/// <param name="Reason">A person's reason, in their words.</param>
/// <param name="Notes">A person's notes.</param>
/// <param name="Ip">The address that the call came from.</param>
/// <param name="UserAgent">The program that made the call.</param>
public sealed record PersonalFields(string Salt, string? Reason, string? Notes, string? Ip, string? UserAgent)
{
    internal static PersonalFields? Of(CommandContext context, string? reason, string? notes) =>
        (reason, notes, context.IpAddress, context.UserAgent) is (null, null, null, null)
            ? null
            : new PersonalFields(context.Salt, reason, notes, context.IpAddress, context.UserAgent);

    /// <summary>The commitment to one field: SHA-256 over salt, 0, name, 0, text.</summary>
    internal static string Commit(string salt, string name, string text)
    {
        var input = new List<byte>(Convert.FromHexString(salt)) { 0 };
        input.AddRange(Encoding.UTF8.GetBytes(name));
        input.Add(0);
        input.AddRange(Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(SHA256.HashData(input.ToArray()));
    }
}
