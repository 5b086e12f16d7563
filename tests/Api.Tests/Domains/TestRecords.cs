using System.Collections.Concurrent;
using StatusLevels.Api.Domains;

namespace StatusLevels.Api.Tests.Domains;

/// <summary>DNS records of a test's own; null: nobody can tell.</summary>
internal sealed class TestRecords : ITextRecords
{
    public ConcurrentDictionary<string, string[]?> Records { get; } = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<string>?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>?>(Records.GetValueOrDefault(name, []));
}
