using StatusLevels.Grains.Contracts;

namespace StatusLevels.Grains.Organizations;

/// <summary>An answer on its way to where it is kept under its key.</summary>
internal sealed record KeyRow(string Id, string Fingerprint, RawJson Answer, DateTimeOffset AnsweredAt, DateTimeOffset ExpiresAt)
{
    public static KeyRow? Of(CallKey? key, CommandReply reply) => key is not null && reply.AnsweredAt is { } now
        ? new(key.Id, key.Fingerprint, new(KeptReply.Write(reply)), now, now + CallKey.Kept)
        : null;
}

/// <summary>JSON within JSON, as it is.</summary>
internal readonly record struct RawJson(string Text);
