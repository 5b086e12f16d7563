using System.Net;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds what waits at the same time: in all, and of one address, so that whoever is slow or makes things up is in the way of nobody else.
/// </summary>
/// <param name="atOnce">How many there are in all.</param>
/// <param name="ofOneAddress">How many of them one address has at most.</param>
internal sealed class AddressGate(int atOnce, int ofOneAddress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> addresses = [];
    private int all;

    /// <summary>How many wait now.</summary>
    public int Waiting => Volatile.Read(ref all);

    /// <summary>A place, to be disposed when the waiting is over; null when there is none.</summary>
    /// <param name="address">Who waits.</param>
    /// <param name="hasAll">Whether there is none because this address has all that one may have.</param>
    public IDisposable? Enter(IPAddress? address, out bool hasAll)
    {
        var key = ClientAddress.Key(address);
        lock (gate)
        {
            var those = addresses.GetValueOrDefault(key);
            hasAll = those >= ofOneAddress;
            if (hasAll || all >= atOnce)
            {
                return null;
            }

            addresses[key] = those + 1;
            all++;
            return new Place(this, key);
        }
    }

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

    private sealed class Place(AddressGate gate, UInt128 key) : IDisposable
    {
        private AddressGate? gate = gate;

        public void Dispose() => Interlocked.Exchange(ref gate, null)?.Leave(key);
    }
}
