using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace StatusLevels.Api.Binding;

/// <summary>Where a page of a list ended, as opaque text: the instant and the id of its last item.</summary>
internal sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    private const int InstantBytes = sizeof(long);
    private const int Bytes = InstantBytes + 16;

    public static bool TryParse(string text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text.Length != Base64Url.GetEncodedLength(Bytes)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Bytes)
        {
            return false;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), new Guid(bytes[InstantBytes..], bigEndian: true));
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.ToUnixTimeMilliseconds());
        Id.TryWriteBytes(bytes[InstantBytes..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}

/// <summary>Which page of a list a caller asks for.</summary>
/// <param name="After">Where the page before ended; null for the first.</param>
/// <param name="Limit">How many items.</param>
internal sealed record PageQuery(PageCursor? After, int Limit)
{
    private const int DefaultLimit = 20;
    private const int MostLimit = 100;

    /// <summary>Reads <c>cursor</c> and <c>limit</c> (from 1; more than 100 is 100).</summary>
    public static PageQuery Read(QueryReader query, string? cursor, string? limit) => new(
        query.Cursor(nameof(cursor), cursor),
        ReadLimit(query, limit));

    /// <summary>How many items a caller asks for.</summary>
    public static int ReadLimit(QueryReader query, string? limit) =>
        (int)Math.Min(query.Number(nameof(limit), limit, 1, int.MaxValue) ?? DefaultLimit, MostLimit);

    /// <summary>Cuts what was read, one item more than asked for, to the page; says in <c>Link</c> where the next one begins.</summary>
    public (IReadOnlyList<T> Items, string? Next) Cut<T>(IReadOnlyList<T> read, Func<T, PageCursor> cursorOf, HttpContext context) =>
        Cut(read, Limit, item => cursorOf(item).ToString(), context);

    /// <summary>The same for a list with cursors of its own.</summary>
    public static (IReadOnlyList<T> Items, string? Next) Cut<T>(IReadOnlyList<T> read, int limit, Func<T, string> cursorOf, HttpContext context)
    {
        if (read.Count <= limit)
        {
            return (read, null);
        }

        var next = cursorOf(read[limit - 1]);
        var kept = context.Request.Query.Where(pair => pair.Key is not "cursor").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        context.Response.Headers.Link = $"<{context.Request.Path}{QueryString.Create(kept).Add("cursor", next)}>; rel=\"next\"";
        return ([.. read.Take(limit)], next);
    }
}
