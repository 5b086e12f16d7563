using System.Buffers.Binary;
using System.Buffers.Text;

namespace StatusLevels.Api.Binding;

/// <summary>Where a page of a list ended, as opaque text: the instant and the id of its last item.</summary>
internal sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    private const int InstantBytes = sizeof(long);
    private const int Bytes = InstantBytes + 16;

    /// <summary>Null when it is none of ours.</summary>
    public static PageCursor? Read(string text)
    {
        if (Base64UrlText.Read(text, Bytes) is not { } bytes)
        {
            return null;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? null
            : new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), new Guid(bytes.AsSpan(InstantBytes), bigEndian: true));
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.ToUnixTimeMilliseconds());
        Id.TryWriteBytes(bytes[InstantBytes..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}
