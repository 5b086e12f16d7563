using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>A <see cref="StatusReply"/> as it goes out: its bytes, their language and their tag.</summary>
internal sealed record StatusBytes
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Language { get; init; }

    public required EntityTagHeaderValue Tag { get; init; }

    /// <summary>The tag as it is written.</summary>
    public required string TagText { get; init; }

    // Until when bytes that are kept are true.
    private DateTimeOffset Until { get; init; }

    public static StatusBytes Of(StatusReply reply, Viewer viewer, string language)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, ApiJson.Context.StatusReply);
        var tag = EntityTags.Of(reply.Version, Words.Of(viewer), language, body);
        return new StatusBytes { Body = body, Language = language, Tag = tag, TagText = tag.ToString() };
    }

    /// <summary>
    /// What anyone sees of an organization that is in the memory of this process: made once, kept with its snapshot, and good until it says
    /// something else or a day has passed.
    /// </summary>
    public static StatusBytes Kept(LocalSnapshot local, DateTimeOffset now, StatusLevelCatalog catalog, string language)
    {
        if (local.Kept is StatusBytes kept && now < kept.Until && ReferenceEquals(kept.Language, language))
        {
            return kept;
        }

        var reply = StatusReply.Of(local.Snapshot, Viewer.Public, now, catalog, language);
        var made = Of(reply, Viewer.Public, language) with { Until = NextDay(local.Snapshot, now) };
        local.Kept = made;
        return made;
    }

    // Days are rounded up, and so there is one less at each whole number of days before an end.
    private static DateTimeOffset NextDay(StatusSnapshot status, DateTimeOffset now) => status.Levels
        .Select(
            level => level.ValidUntil is { } end && end > now ? end - ((Instant.DaysUntil(end, now) - 1) * Day) : DateTimeOffset.MaxValue)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min();
}
