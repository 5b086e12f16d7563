using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>An answer on its way to where it is kept under its key, or for its event.</summary>
internal sealed record KeyRow(string Id, string Fingerprint, RawJson Answer, DateTimeOffset AnsweredAt, DateTimeOffset ExpiresAt)
{
    public static KeyRow? Of(CallKey? key, CommandReply reply) => key is not null && reply.AnsweredAt is { } now
        ? new(key.Id, key.Fingerprint, new(KeptReply.Write(reply)), now, now + CallKey.Kept)
        : null;

    /// <summary>The answer to an event is what it did: whoever asks again is not told how the organization stood then.</summary>
    public static KeyRow? OfEvent(CallKey? key, CommandReply reply) =>
        key is not null && reply is { AnsweredAt: { } now, Subscription: { } did }
        ? new(key.Id, key.Fingerprint, new(KeptReply.Write(did)), now, now + EventKey.Kept)
        : null;
}

/// <summary>JSON within JSON, as it is.</summary>
internal readonly record struct RawJson(string Text);
