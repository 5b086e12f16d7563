using System.Text.Json.Serialization;

namespace StatusLevels.Api.Badges;

/// <summary>A badge in the form that shields.io and its like read (their endpoint badge).</summary>
/// <param name="SchemaVersion">Always 1.</param>
/// <param name="Label">What the badge is about.</param>
/// <param name="Message">The letter and the name of the level.</param>
/// <param name="Color">The level's color.</param>
internal sealed record BadgeEndpointReply(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion, string Label, string Message, string Color);

/// <summary>How often a badge was shown on a site on a day.</summary>
/// <param name="Date">The day, UTC.</param>
/// <param name="Host">The site; `unknown` without one, `other` beyond the 50 of a day.</param>
/// <param name="Count">How often.</param>
/// <param name="Confirmed">Whether the site is proven to be the organization's.</param>
internal sealed record ImpressionReply(DateOnly Date, string Host, long Count, bool Confirmed);

/// <summary>Where the badge of an organization was shown; the latest day first.</summary>
internal sealed record ImpressionsReply(IReadOnlyList<ImpressionReply> Items);

/// <summary>How often the badge of an organization was shown on a site.</summary>
/// <param name="OrganizationId">Whose badge.</param>
/// <param name="Name">What it is called; null without an entry in the directory.</param>
/// <param name="Host">The site.</param>
/// <param name="Count">How often.</param>
/// <param name="Confirmed">Whether the site is proven to be the organization's.</param>
internal sealed record SiteImpressionsReply(Guid OrganizationId, string? Name, string Host, long Count, bool Confirmed);

/// <summary>Where badges were shown; the most shown first.</summary>
internal sealed record AllImpressionsReply(IReadOnlyList<SiteImpressionsReply> Items);
