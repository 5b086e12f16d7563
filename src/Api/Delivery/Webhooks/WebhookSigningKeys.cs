using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Delivery.Webhooks;

/// <summary>
/// The product's own keys for signatures that need no shared secret (<c>v1a</c>), the newest first. A new one is published for a day before
/// it signs, so that receivers who look once a day know it; then the one before goes on signing beside it for a day.
/// </summary>
/// <param name="seeds">32 bytes each; none: nothing is signed this way.</param>
internal sealed class WebhookSigningKeys(IReadOnlyList<byte[]> seeds)
{
    private const string FileName = "webhook-signing-key";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Ed25519Key[] keys = [.. seeds.Select(seed => new Ed25519Key(seed))];

    // Of each key, when it became known to anybody; null until the database was asked.
    private volatile DateTimeOffset[]? published;

    /// <summary>Their public halves, 32 bytes each.</summary>
    public IReadOnlyList<byte[]> PublicKeys => [.. keys.Select(key => key.PublicKey.ToArray())];

    /// <summary>
    /// Those that an operator listed. Without, one is made up where there is but one node: elsewhere each would make up another.
    /// </summary>
    public static WebhookSigningKeys Of(ApiSettings settings, DatabaseSession database) => new(
        settings.WebhookSigningSeeds.Count > 0 || !database.IsPrivate
            ? settings.WebhookSigningSeeds
            : [SigningSeed.Made(settings.DataDirectory, FileName)]);

    /// <summary>Tells since when each of <see cref="PublicKeys"/> has been published.</summary>
    public void Publish(IReadOnlyList<DateTimeOffset> since) => published = [.. since];

    /// <summary>Those that sign now: until it is known since when they are published, the oldest.</summary>
    public IEnumerable<Ed25519Key> SigningAt(DateTimeOffset now) =>
        published is null ? keys.TakeLast(1) : Terms().Where(term => term.From <= now && !(term.Until <= now)).Select(term => term.Key);

    /// <summary>Of each key, from when on and until when it signs; empty until it is known.</summary>
    public IEnumerable<SigningTerm> Terms()
    {
        if (published is not { } since)
        {
            yield break;
        }

        // The oldest has nothing to wait for: there is nobody who knows another.
        for (var index = 0; index < keys.Length; index++)
        {
            yield return new(keys[index], From(index), index == 0 ? null : From(index - 1) + Day);
        }

        DateTimeOffset From(int index) => index == keys.Length - 1 ? since[index] : since[index] + Day;
    }
}

/// <summary>When a key signs.</summary>
/// <param name="Key">The key.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null while there is no newer one.</param>
internal sealed record SigningTerm(Ed25519Key Key, DateTimeOffset From, DateTimeOffset? Until);
