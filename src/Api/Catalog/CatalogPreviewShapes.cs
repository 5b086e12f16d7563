namespace StatusLevels.Api.Catalog;

/// <summary>Other criteria of C. What is absent stays as it is.</summary>
/// <param name="MinReviewCount">Reviews in 12 months, at least.</param>
/// <param name="MinResponseRate">Response rate in 90 days, at least, in percent.</param>
/// <param name="MaxAvgResponseHours">Average response time, less than this many hours.</param>
/// <param name="MinPublicCases">Published cases, at least.</param>
internal sealed record CatalogPreviewRequest(
    int? MinReviewCount = null, decimal? MinResponseRate = null, decimal? MaxAvgResponseHours = null, int? MinPublicCases = null);

/// <summary>What other criteria of C would change, going by the metrics reported last.</summary>
/// <param name="CatalogVersion">The catalog in force.</param>
/// <param name="PreviewVersion">The version that the catalog would have.</param>
/// <param name="GrantsCAutomatically">Whether the catalog grants C by itself; if not, nobody gains it.</param>
/// <param name="AtRiskDays">How long an organization that would lose C has to meet the criteria again, in days.</param>
/// <param name="Criteria">Both criteria.</param>
/// <param name="Gain">Who would get C with the next report of the same metrics, and would not today.</param>
/// <param name="Lose">Who holds C and would be at risk of losing it with the next report of the same metrics, and would not today.</param>
internal sealed record CatalogPreviewReply(
    string CatalogVersion, string PreviewVersion, bool GrantsCAutomatically, int AtRiskDays, PreviewedCriteria Criteria, PreviewedList Gain, PreviewedList Lose);

/// <summary>The criteria in force and the proposed ones.</summary>
internal sealed record PreviewedCriteria(CriteriaReply Current, CriteriaReply Proposed);

/// <summary>The criteria of C.</summary>
internal sealed record CriteriaReply(int MinReviewCount, decimal MinResponseRate, decimal MaxAvgResponseHours, int MinPublicCases);

/// <summary>Organizations, the first ones in the order of their ids.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Items">The first of them, up to `limit`.</param>
internal sealed record PreviewedList(int Total, IReadOnlyList<PreviewedOrganization> Items);

/// <summary>An organization with the metrics that decide.</summary>
/// <param name="AsOf">The instant that the metrics describe.</param>
/// <param name="ReviewCount">Reviews in 12 months.</param>
/// <param name="ResponseRate">Response rate in 90 days, in percent.</param>
/// <param name="AvgResponseHours">Average response time in hours.</param>
/// <param name="PublicCases">Published cases.</param>
/// <param name="AtRiskUntil">For an organization at risk already, by an earlier catalog: when C ends.</param>
/// <param name="Reason">`criteria_met` or `criteria_unmet`: the reason that its history entry would give.</param>
/// <param name="Deciding">The criteria that are met by one of the two and not by the other.</param>
internal sealed record PreviewedOrganization(
    Guid OrganizationId,
    DateTimeOffset AsOf,
    int ReviewCount,
    decimal ResponseRate,
    decimal AvgResponseHours,
    int PublicCases,
    DateTimeOffset? AtRiskUntil,
    string Reason,
    IReadOnlyList<string> Deciding);
