using StatusLevels.Api.Idempotency;
using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Security;

/// <summary>What a grain is told of whoever calls.</summary>
internal static class CallContext
{
    /// <summary>The caller of this request, with what is kept of them beside a change.</summary>
    /// <exception cref="InvalidOperationException">Nobody proved who they are: the route lets anyone in.</exception>
    public static Call ToCall(this HttpContext context)
    {
        var caller = context.User.Caller() ?? throw new InvalidOperationException("A change needs somebody who is accountable for it.");
        var userAgent = context.Request.Headers.UserAgent.ToString();
        return new Call(
            caller.Actor,
            context.Connection.RemoteIpAddress?.ToString(),
            userAgent.Length == 0 ? null : Storable(userAgent),
            Key: context.Keyed()?.Key);
    }

    // A header is bytes from anywhere: what the database cannot hold is left out, a pair is not cut in two.
    private static string Storable(string header)
    {
        var text = string.Concat(header.EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));
        var length = Math.Min(text.Length, TextLengths.UserAgent);
        return text[..(length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
