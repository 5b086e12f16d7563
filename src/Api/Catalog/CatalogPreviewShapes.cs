namespace StatusLevels.Api.Catalog;

/// <summary>Other criteria of C. What is absent stays as it is.</summary>
/// <param name="MinReviewCount">Reviews in 12 months, at least.</param>
/// <param name="MinResponseRate">Response rate in 90 days, at least, in percent.</param>
/// <param name="MaxAvgResponseHours">Average response time, less than this many hours.</param>
/// <param name="MinPublicCases">Published cases, at least.</param>
internal sealed record CatalogPreviewRequest(
    int? MinReviewCount = null, decimal? MinResponseRate = null, decimal? MaxAvgResponseHours = null, int? MinPublicCases = null);

/// <summary>What other criteria of C would change, going by the metrics reported last.</summary>
internal sealed record CatalogPreviewReply
{
    /// <summary>The catalog in force.</summary>
    public required string CatalogVersion { get; init; }

    /// <summary>The version that the catalog would have.</summary>
    public required string PreviewVersion { get; init; }

    /// <summary>Whether the catalog grants C by itself; if not, nobody gains it.</summary>
    public required bool GrantsCAutomatically { get; init; }

    /// <summary>How long an organization that would lose C has to meet the criteria again, in days.</summary>
    public required int AtRiskDays { get; init; }

    /// <summary>Both criteria.</summary>
    public required PreviewedCriteria Criteria { get; init; }

    /// <summary>Who would get C with the next report of the same metrics, and would not today.</summary>
    public required PreviewedList Gain { get; init; }

    /// <summary>Who holds C and would be at risk of losing it with the next report of the same metrics, and would not today.</summary>
    public required PreviewedList Lose { get; init; }
}

/// <summary>The criteria in force and the proposed ones.</summary>
internal sealed record PreviewedCriteria(CriteriaReply Current, CriteriaReply Proposed);

/// <summary>The criteria of C.</summary>
internal sealed record CriteriaReply(int MinReviewCount, decimal MinResponseRate, decimal MaxAvgResponseHours, int MinPublicCases);

/// <summary>Organizations, the first ones in the order of their ids.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Items">The first of them, up to `limit`.</param>
internal sealed record PreviewedList(int Total, IReadOnlyList<PreviewedOrganization> Items);

/// <summary>An organization with the metrics that decide.</summary>
internal sealed record PreviewedOrganization
{
    public required Guid OrganizationId { get; init; }

    /// <summary>The instant that the metrics describe.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Reviews in 12 months.</summary>
    public required int ReviewCount { get; init; }

    /// <summary>Response rate in 90 days, in percent.</summary>
    public required decimal ResponseRate { get; init; }

    /// <summary>Average response time in hours.</summary>
    public required decimal AvgResponseHours { get; init; }

    /// <summary>Published cases.</summary>
    public required int PublicCases { get; init; }

    /// <summary>For an organization at risk already, by an earlier catalog: when C ends.</summary>
    public required DateTimeOffset? AtRiskUntil { get; init; }

    /// <summary>`criteria_met` or `criteria_unmet`: the reason that its history entry would give.</summary>
    public required string Reason { get; init; }

    /// <summary>The criteria that are met by one of the two and not by the other.</summary>
    public required IReadOnlyList<string> Deciding { get; init; }
}
