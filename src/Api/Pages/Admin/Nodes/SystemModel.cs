using StatusLevels.Api.Delivery;
using StatusLevels.Silo.Expiry;

namespace StatusLevels.Api.Pages.Admin.Nodes;

/// <summary>What the page of the system shows.</summary>
internal sealed record SystemModel
{
    /// <summary>Of the node that answers.</summary>
    public required string Version { get; init; }

    public required IReadOnlyList<SystemNode> Nodes { get; init; }

    /// <summary>What the node that answers needs, and whether it is there.</summary>
    public required IReadOnlyList<KeyValuePair<string, bool>> Checks { get; init; }

    public required AppliedMigrations Migrations { get; init; }

    public required ExpiryBacklog Backlog { get; init; }

    public required DeliverySummary Delivery { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DaySummary> Summaries { get; init; }

    public required bool HasDashboard { get; init; }
}

/// <summary>A node in which organizations live.</summary>
internal sealed record SystemNode(string Name, string Address, DateTimeOffset StartedAt);

/// <summary>What the database has of the schema.</summary>
/// <param name="Count">How many migrations were run.</param>
/// <param name="Newest">The last one.</param>
/// <param name="At">When it was run.</param>
internal sealed record AppliedMigrations(long Count, string? Newest, DateTimeOffset? At);

/// <summary>What became of the notices of a day.</summary>
internal sealed record DaySummary(DateOnly Day, long Raised, long Late, long Superseded, long DueNext, TimeSpan? MaxLateness);
