using System.Net;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds the bodies that are on their way: in all, and of one address. What has arrived already waits for nobody and takes no place
/// here, so whoever sends slowly is in the way of nobody else.
/// </summary>
internal sealed class BodyGate
{
    /// <summary>Bodies that a node waits for at the same time, 64 KiB each at most.</summary>
    public const int AtOnce = 1024;

    /// <summary>Of them, those of one address.</summary>
    public const int OfOneAddress = 64;

    private readonly AddressGate bodies = new(AtOnce, OfOneAddress);

    /// <summary>How many are on their way now.</summary>
    public int Waiting => bodies.Waiting;

    /// <summary>A place to wait at, to be disposed when the body is there.</summary>
    /// <exception cref="ProblemException">Too many are on their way.</exception>
    public IDisposable Enter(IPAddress? address) =>
        bodies.Enter(address, out var hasAll) ?? throw new ProblemException(hasAll ? TooManyOfAddress : Problem.Overloaded);

    private static Problem TooManyOfAddress { get; } =
        new(ProblemCode.RateLimited, "Too many bodies from your address are still on their way; please wait until they have arrived.")
        {
            RetryAfter = RequestBody.Grace,
        };
}
