using System.Text.Json;

namespace StatusLevels.Api.Audit;

/// <summary>Something that an administrator, a service or the product itself changed.</summary>
internal sealed record AuditReply
{
    /// <summary>Its number; a later one is greater.</summary>
    public required long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: `user`, `service` or `system`.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Which user or service; null for the product itself.</summary>
    public required string? ActorId { get; init; }

    /// <summary>What was done, such as `user.created`, `member.removed` or `api_key.revoked`.</summary>
    public required string Action { get; init; }

    /// <summary>To what: `user`, `organization` (its entry and its members), `api_key`, `webhook_endpoint` or `catalog`.</summary>
    public required string SubjectKind { get; init; }

    /// <summary>To which.</summary>
    public required string SubjectId { get; init; }

    /// <summary>What it was, without secrets; null when it did not exist, or was erased.</summary>
    public required JsonElement? Before { get; init; }

    /// <summary>What it became; null when it was removed, or erased.</summary>
    public required JsonElement? After { get; init; }

    /// <summary>Where the request came from.</summary>
    public required string? IpAddress { get; init; }

    /// <summary>What program made it.</summary>
    public required string? UserAgent { get; init; }

    /// <summary>Under which the log lines of the request are found.</summary>
    public required string? TraceId { get; init; }
}

/// <summary>A page of the audit, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record AuditPage(IReadOnlyList<AuditReply> Items, string? NextCursor);
