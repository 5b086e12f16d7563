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

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> addresses = [];
    private int all;

    /// <summary>How many are on their way now.</summary>
    public int Waiting => Volatile.Read(ref all);

    /// <summary>A place to wait at, to be disposed when the body is there.</summary>
    /// <exception cref="ProblemException">Too many are on their way.</exception>
    public IDisposable Enter(IPAddress? address)
    {
        var key = ClientAddress.Key(address);
        lock (gate)
        {
            var those = addresses.GetValueOrDefault(key);
            if (those >= OfOneAddress)
            {
                throw new ProblemException(TooManyOfAddress);
            }

            if (all >= AtOnce)
            {
                throw new ProblemException(Problem.Overloaded);
            }

            addresses[key] = those + 1;
            all++;
            return new Place(this, key);
        }
    }

    private static Problem TooManyOfAddress { get; } =
        new(ProblemCode.RateLimited, "Too many bodies from your address are still on their way; please wait until they have arrived.")
        {
            RetryAfter = RequestBody.Grace,
        };

    private void Leave(UInt128 key)
    {
        lock (gate)
        {
            all--;
            var left = addresses[key] - 1;
            if (left == 0)
            {
                addresses.Remove(key);
            }
            else
            {
                addresses[key] = left;
            }
        }
    }

    private sealed class Place(BodyGate gate, UInt128 key) : IDisposable
    {
        public void Dispose() => gate.Leave(key);
    }
}
