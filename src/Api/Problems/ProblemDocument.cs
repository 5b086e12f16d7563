using System.Text.Json.Serialization;

namespace StatusLevels.Api.Problems;

/// <summary>What went wrong, as RFC 9457 has it.</summary>
/// <param name="Type">The kind of problem as a URI that is a name.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">The HTTP status, once more.</param>
/// <param name="Detail">What went wrong this time, in a sentence for a person.</param>
/// <param name="Code">The stable code of the kind of problem: what programs should look at.</param>
/// <param name="TraceId">Quote it when you ask for help: it finds the log lines of this request.</param>
/// <param name="Errors">With `validation_failed`: the messages for each field.</param>
/// <param name="NextAllowedAt">With `upgrade_request_too_soon`: when the same would be allowed.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? NextAllowedAt = null);
