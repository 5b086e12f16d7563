using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>Whether a history is what was written.</summary>
/// <param name="Valid">The chain is whole, ends where the organization says, and every entry says what was hashed.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="HeadHash">The hash of the newest; null when there is none.</param>
/// <param name="FirstBroken">The first number at which something is wrong; null when nothing is.</param>
public sealed record HistoryVerdict(bool Valid, long Entries, string? HeadHash, long? FirstBroken);

/// <summary>The stored history of organizations: a port over the table that the projection fills.</summary>
public interface IStatusHistory
{
    /// <summary>Reads a page. Throws what the database driver throws when the database is away.</summary>
    Task<HistoryPage> ReadPage(OrganizationId organization, int epoch, long upTo, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads, in order, the entries that count since this instant or before. Throws what the database driver throws when the database is
    /// away.
    /// </summary>
    IAsyncEnumerable<PastEntry> ReadUntil(OrganizationId organization, int epoch, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Recomputes the hash chain. Throws what the database driver throws when the database is away.</summary>
    Task<HistoryVerdict> Verify(OrganizationId organization, CancellationToken cancellationToken);
}
