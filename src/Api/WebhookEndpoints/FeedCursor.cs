using System.Buffers.Binary;
using System.Buffers.Text;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>How far somebody has read the feed, as opaque text.</summary>
/// <param name="Feed">Which feed: a database that was restored gives positions a second time, in another one.</param>
/// <param name="Position">All up to here was read.</param>
/// <param name="At">Nothing behind it is older: when that is no longer kept, something may be missing.</param>
internal sealed record FeedCursor(Guid Feed, long Position, DateTimeOffset At)
{
    /// <summary>In place of a cursor: from now on.</summary>
    public const string Latest = "latest";

    private const int FeedBytes = 16;
    private const int Bytes = FeedBytes + (2 * sizeof(long));

    /// <summary>Null when it is none.</summary>
    public static FeedCursor? Read(string text)
    {
        if (Base64UrlText.Read(text, Bytes) is not { } bytes)
        {
            return null;
        }

        var position = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(FeedBytes));
        var at = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(FeedBytes + sizeof(long)));
        return position < 0 || at < 0 || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? null
            : new(new Guid(bytes.AsSpan(0, FeedBytes), bigEndian: true), position, DateTimeOffset.FromUnixTimeMilliseconds(at));
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Feed.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[FeedBytes..], Position);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(FeedBytes + sizeof(long))..], At.ToUnixTimeMilliseconds());
        return Base64Url.EncodeToString(bytes);
    }
}
