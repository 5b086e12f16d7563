using System.Buffers.Binary;
using StatusLevels.Silo.Notifications;

namespace StatusLevels.Api.Notifications;

/// <summary>Where a page of notifications ended, as opaque text.</summary>
internal static class NotificationCursor
{
    public static string Of(StoredNotification notification)
    {
        Span<byte> place = stackalloc byte[16];
        place.Clear();
        BinaryPrimitives.WriteInt32BigEndian(place, notification.Place.Epoch);
        BinaryPrimitives.WriteInt64BigEndian(place[8..], notification.Place.Number);
        return new PageCursor(notification.CreatedAt, new Guid(place, bigEndian: true)).ToString();
    }

    /// <summary>Null when it is none of ours.</summary>
    public static NotificationPlace? Read(string text)
    {
        if (PageCursor.Read(text) is not { } cursor)
        {
            return null;
        }

        Span<byte> place = stackalloc byte[16];
        cursor.Id.TryWriteBytes(place, bigEndian: true, out _);
        return new(BinaryPrimitives.ReadInt32BigEndian(place), BinaryPrimitives.ReadInt64BigEndian(place[8..]));
    }
}
