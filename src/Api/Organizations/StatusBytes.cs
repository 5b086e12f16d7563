using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StatusLevels.Api.Answers;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Organizations;

/// <summary>A <see cref="StatusReply"/> as it goes out: its bytes, their language and their tag.</summary>
internal sealed record StatusBytes
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly JsonTypeInfo<StatusReply> Shape =
        (JsonTypeInfo<StatusReply>)ApiJson.Options.GetTypeInfo(typeof(StatusReply));

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Language { get; init; }

    /// <summary>The tag as it is written.</summary>
    public required string Tag { get; init; }

    // Until when bytes that are kept are true.
    private DateTimeOffset Until { get; init; }

    // The same in another language, kept beside these.
    private StatusBytes? Other { get; init; }

    public static StatusBytes Of(StatusReply reply, Viewer viewer, string language)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, Shape);
        return new StatusBytes { Body = body, Language = language, Tag = EntityTags.Of(reply.Version, Words.Of(viewer), language, body) };
    }

    /// <summary>
    /// What anyone sees of an organization that is in the memory of this process: made once, kept with its snapshot, and good until it says
    /// something else or a day has passed.
    /// </summary>
    public static StatusBytes Kept(LocalSnapshot local, DateTimeOffset now, string language)
    {
        var kept = local.Kept is StatusBytes known && now < known.Until ? known : null;
        for (var one = kept; one is not null; one = one.Other)
        {
            if (ReferenceEquals(one.Language, language))
            {
                return one;
            }
        }

        var status = PublicStatus.Of(local.Snapshot);
        var made = Of(StatusReply.Of(status, now), Viewer.Public, language) with { Until = NextDay(status, now), Other = kept };
        local.Kept = made;
        return made;
    }

    // Days are rounded up, and so there is one less at each whole number of days before an end.
    private static DateTimeOffset NextDay(PublicStatus status, DateTimeOffset now) => status.Levels
        .Select(
            level => level.ValidUntil is { } end && end > now ? end - ((Instant.DaysUntil(end, now) - 1) * Day) : DateTimeOffset.MaxValue)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min();
}
