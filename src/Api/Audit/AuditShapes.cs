using System.Text.Json;

namespace StatusLevels.Api.Audit;

/// <summary>Something that an administrator, a service or the product itself changed.</summary>
/// <param name="Id">Its number; a later one is greater.</param>
/// <param name="At">When.</param>
/// <param name="ActorKind">Who: `user`, `service` or `system`.</param>
/// <param name="ActorId">Which user or service; null for the product itself.</param>
/// <param name="Action">What was done, such as `user.created`, `member.removed` or `api_key.revoked`.</param>
/// <param name="SubjectKind">To what: `user`, `organization` (its entry and its members), `api_key` or `catalog`.</param>
/// <param name="SubjectId">To which.</param>
/// <param name="Before">What it was, without secrets; null when it did not exist, or was erased.</param>
/// <param name="After">What it became; null when it was removed, or erased.</param>
/// <param name="IpAddress">Where the request came from.</param>
/// <param name="UserAgent">What program made it.</param>
/// <param name="TraceId">Under which the log lines of the request are found.</param>
internal sealed record AuditReply(
    long Id,
    DateTimeOffset At,
    string ActorKind,
    string? ActorId,
    string Action,
    string SubjectKind,
    string SubjectId,
    JsonElement? Before,
    JsonElement? After,
    string? IpAddress,
    string? UserAgent,
    string? TraceId);

/// <summary>A page of the audit, newest first.</summary>
/// <param name="NextCursor">The `cursor` of the next page; null on the last one.</param>
internal sealed record AuditPage(IReadOnlyList<AuditReply> Items, string? NextCursor);
