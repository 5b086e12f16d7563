using System.Text.Json.Serialization;

namespace StatusLevels.Api.Import;

/// <summary>A line of an import: a subscription that an organization has already.</summary>
/// <param name="OrganizationId">The organization, a UUID.</param>
/// <param name="SubscriptionId">The payment provider's id of the subscription, 1 to 255 characters.</param>
/// <param name="Status">`active` when absent. Only `active` and `trialing` are imported: an import gives, and never takes.</param>
/// <param name="CurrentPeriodEnd">Until when it is paid.</param>
/// <param name="OccurredAt">
/// When this was true: whatever the payment provider reported after it stands. Without it the line counts for subscriptions of which
/// nothing was reported yet.
/// </param>
internal sealed record ImportLine(
    string OrganizationId, string SubscriptionId, string? Status = null, DateTimeOffset? CurrentPeriodEnd = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>What became of a line.</summary>
internal enum ImportOutcome
{
    /// <summary>The organization got A.</summary>
    Granted,

    /// <summary>A was held already; the subscription holds it too now.</summary>
    AlreadyActive,

    /// <summary>Nothing was written: the same was imported before, more is known of the subscription, or it is not active.</summary>
    Unchanged,

    /// <summary>A person revoked A: this subscription does not bring it back.</summary>
    Blocked,

    /// <summary>The payment provider has reported something later.</summary>
    IgnoredStale,

    /// <summary>The organization was forgotten.</summary>
    IgnoredForgotten,

    /// <summary>Nothing was written; `code` says why.</summary>
    Failed,

    /// <summary>The directory has a new entry.</summary>
    Created,

    /// <summary>The directory's entry, members or sites are others than before.</summary>
    Updated,
}

/// <summary>What became of a line.</summary>
/// <param name="Line">Its number in the body, from 1; blank lines count, but have no outcome.</param>
/// <param name="OrganizationId">The organization, if the line names one.</param>
/// <param name="SubscriptionId">The subscription, if the line names one.</param>
/// <param name="Outcome">`granted`, `already_active`, `unchanged`, `blocked`, `ignored_stale`, `ignored_forgotten` or `failed`; of
/// organizations `created`, `updated`, `unchanged`, `ignored_forgotten` or `failed`.</param>
/// <param name="Code">Why, as a stable code; with `failed` always.</param>
/// <param name="Detail">Why, in a sentence for a person.</param>
internal sealed record ImportOutcomeReply(
    int Line,
    Guid? OrganizationId,
    string? SubscriptionId,
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);

/// <summary>The last line of an answer. An answer without it was cut off.</summary>
/// <param name="Summary">All outcomes together.</param>
internal sealed record ImportSummaryReply(ImportSummary Summary);

/// <summary>All outcomes together.</summary>
internal sealed record ImportSummary
{
    /// <summary>Lines with an outcome.</summary>
    public required int Lines { get; init; }

    public required int Granted { get; init; }

    public required int AlreadyActive { get; init; }

    public required int Unchanged { get; init; }

    public required int Blocked { get; init; }

    public required int IgnoredStale { get; init; }

    public required int IgnoredForgotten { get; init; }

    public required int Failed { get; init; }

    /// <summary>Of organizations: new entries of the directory.</summary>
    public required int Created { get; init; }

    /// <summary>Of organizations: entries that are others than before.</summary>
    public required int Updated { get; init; }

    /// <summary>Every line of the body has its outcome. If not, `code` says why; import the same again.</summary>
    public required bool Complete { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}
