using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Security;

/// <summary>What a grain is told of whoever calls.</summary>
internal static class CallContext
{
    private const int LongestUserAgent = 512;

    /// <summary>The caller of this request, with what is kept of them beside a change.</summary>
    public static Call ToCall(this HttpContext context)
    {
        var userAgent = context.Request.Headers.UserAgent.ToString();
        return new Call(
            new Actor(ActorKind.User, context.User.UserId()),
            context.Connection.RemoteIpAddress?.ToString(),
            userAgent.Length == 0 ? null : Storable(userAgent));
    }

    // A header is bytes from anywhere: what the database cannot hold is left out, a pair is not cut in two.
    private static string Storable(string header)
    {
        var text = string.Concat(header.EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));
        var length = Math.Min(text.Length, LongestUserAgent);
        return text[..(length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
