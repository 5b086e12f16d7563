using StatusLevels.Silo;

namespace StatusLevels.Api.Checks.Smoke;

/// <summary>
/// An organization that is made to be forgotten. Its slug says so and holds its own id, so that whoever finds one later knows that it is
/// nobody's.
/// </summary>
internal sealed record ThrowAway(Guid Id)
{
    public const string Prefix = "smoke-";

    // A run takes half a minute: what is older was left by one that was killed.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    public string Slug => $"{Prefix}{Id:n}";

    public string Status => $"api/organizations/{Id}/status";

    public string Admin => $"api/admin/organizations/{Id}";

    public string History => $"api/organizations/{Id}/status-history";

    public static ThrowAway New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <exception cref="StartupException">It is no id.</exception>
    public static ThrowAway Of(string id) => Uuid.TryParse(id, out var parsed)
        ? new(parsed)
        : throw new StartupException("--organization must be a UUID.");

    /// <summary>One that a killed run left; null: anything else.</summary>
    public static ThrowAway? Left(string? id, string? slug, DateTimeOffset now)
    {
        if (!Guid.TryParse(id, out var parsed) || new ThrowAway(parsed) is not { } one || one.Slug != slug || parsed.Version != 7)
        {
            return null;
        }

        // The first 48 bits of such an id are the instant at which it was made.
        var bytes = parsed.ToByteArray(bigEndian: true);
        var made = DateTimeOffset.FromUnixTimeMilliseconds(
            (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
        return now - made > Abandoned ? one : null;
    }
}
