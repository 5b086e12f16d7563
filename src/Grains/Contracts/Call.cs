using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Contracts;

/// <summary>Who calls, from where, and on what condition.</summary>
/// <param name="Actor">Who calls.</param>
/// <param name="IpAddress">Where the call came from; kept with what the call changes, as personal data.</param>
/// <param name="UserAgent">What program made it; kept likewise, cut at <see cref="TextLengths.UserAgent"/>.</param>
/// <param name="ExpectedVersion">
/// The version that the caller saw; another one fails the call with <see cref="StoreFailure.VersionMismatch"/>.
/// </param>
/// <param name="Key">
/// Under which the answer is kept, in the transaction of the change; a key that has one fails the call with
/// <see cref="StoreFailure.KeyTaken"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("StatusLevels.Call")]
public sealed record Call(
    [property: Id(0)] Actor Actor,
    [property: Id(1)] string? IpAddress = null,
    [property: Id(2)] string? UserAgent = null,
    [property: Id(3)] long? ExpectedVersion = null,
    [property: Id(4)] CallKey? Key = null)
{
    /// <summary>The product itself.</summary>
    public static Call System { get; } = new(Actor.System);
}
