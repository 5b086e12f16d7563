using StatusLevels.Grains.Contracts;

namespace StatusLevels.Api.Idempotency;

/// <summary>
/// A request that came with an <c>Idempotency-Key</c>, or an event with an id: under what its answer is kept, and whether it is answered
/// with a kept one.
/// </summary>
/// <param name="key">Under what.</param>
/// <param name="fingerprints">The fingerprint of the key, and what it would be under older secrets.</param>
/// <param name="organization">Which organization the path names, if it names one.</param>
/// <param name="kept">For how long.</param>
internal sealed class KeyedRequest(CallKey key, IReadOnlyList<string> fingerprints, Guid? organization, TimeSpan kept)
{
    public CallKey Key => key;

    public TimeSpan Kept => kept;

    /// <summary>With which organization the answer is forgotten; null for what belongs to none.</summary>
    public Guid? Organization { get; private set; } = organization;

    /// <summary>The answer is that of an earlier request.</summary>
    public bool Replayed { get; private set; }

    /// <summary>An event of a payment provider: whatever comes under its id again is the same.</summary>
    public static KeyedRequest OfEvent(OrganizationId organization, CallKey key) =>
        new(key, [key.Fingerprint], organization.Value, EventKey.Kept);

    /// <summary>The body, and not the path, says whose the answer is.</summary>
    public KeyedRequest Of(OrganizationId named)
    {
        Organization = named.Value;
        return this;
    }

    /// <summary>Of a forgotten organization no row may hold the id; the key is a hash.</summary>
    public KeyedRequest OfNobody()
    {
        Organization = null;
        return this;
    }

    /// <summary>Takes a kept answer for this request.</summary>
    /// <returns>Its JSON.</returns>
    /// <exception cref="ProblemException">It is the answer to something else, or was never kept.</exception>
    public string Replay(KeptAnswer kept)
    {
        if (!fingerprints.Contains(kept.Fingerprint, StringComparer.Ordinal))
        {
            throw new ProblemException(new(
                ProblemCode.IdempotencyKeyReused, "idempotency_key_reused"));
        }

        if (kept.Json is not { } json)
        {
            throw new ProblemException(new(
                ProblemCode.IdempotencyNotReplayable,
                "idempotency_not_replayable"));
        }

        Replayed = true;
        return json;
    }
}

/// <summary>An answer as it is kept.</summary>
/// <param name="Fingerprint">Of what was asked.</param>
/// <param name="Json">Null: it held a secret.</param>
internal sealed record KeptAnswer(string Fingerprint, string? Json);

internal static class KeyedRequests
{
    /// <summary>Null for a request without a key, or of a kind that has none.</summary>
    public static KeyedRequest? Keyed(this HttpContext context) => context.Features.Get<KeyedRequest>();
}
