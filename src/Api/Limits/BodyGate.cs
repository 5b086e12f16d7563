using System.Net;

namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds the bodies that are on their way: in all, and of one address. What has arrived already, or arrives in a moment, takes no place
/// here. When all places are taken, whoever waits longest of the network with the most of them gives way to one of another network that
/// has fewer, so that many who send slowly are not in the way of somebody who does not.
/// </summary>
internal sealed class BodyGate(TimeProvider time)
{
    /// <summary>Bodies that a node waits for at the same time, 64 KiB each at most.</summary>
    public const int AtOnce = 1024;

    /// <summary>Of them, those of one address.</summary>
    public const int OfOneAddress = 64;

    /// <summary>How long a body may take before it takes a place.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> addresses = [];

    // Of each network, those who came first in front.
    private readonly Dictionary<string, LinkedList<Place>> networks = new(StringComparer.Ordinal);
    private int all;

    /// <summary>How many are on their way now.</summary>
    public int Waiting => Volatile.Read(ref all);

    /// <summary>Is over when a body has taken longer than it may without a place.</summary>
    public Task MomentAsync(CancellationToken cancellationToken) => Task.Delay(Moment, time, cancellationToken);

    /// <summary>A place to wait at, to be disposed when the body is there.</summary>
    /// <exception cref="ProblemException">Too many are on their way.</exception>
    public Place Enter(IPAddress? address)
    {
        var place = new Place(this, ClientAddress.Key(address), ClientAddress.Network(address));
        Place? gone = null;
        lock (gate)
        {
            if (addresses.GetValueOrDefault(place.Address) >= OfOneAddress)
            {
                throw new ProblemException(TooManyOfAddress);
            }

            if (all >= AtOnce)
            {
                gone = FirstOfGreediest(place.Network) ?? throw new ProblemException(Problem.Overloaded);
                Remove(gone);
            }

            Add(place);
        }

        gone?.GiveWay();
        return place;
    }

    // One alone gives way to nobody: then it would be in turn to come back and push the other out.
    private Place? FirstOfGreediest(string newcomer)
    {
        var greediest = networks.MaxBy(network => network.Value.Count);
        return greediest.Value.Count > Of(newcomer) + 1 ? greediest.Value.First!.Value : null;

        int Of(string network) => networks.TryGetValue(network, out var those) ? those.Count : 0;
    }

    private void Add(Place place)
    {
        all++;
        addresses[place.Address] = addresses.GetValueOrDefault(place.Address) + 1;
        if (!networks.TryGetValue(place.Network, out var those))
        {
            networks[place.Network] = those = [];
        }

        place.Seat = those.AddLast(place);
    }

    private void Remove(Place place)
    {
        if (place.Seat is not { } seat)
        {
            return;
        }

        all--;
        place.Seat = null;
        var those = seat.List!;
        those.Remove(seat);
        if (those.Count == 0)
        {
            networks.Remove(place.Network);
        }

        if (--addresses[place.Address] is var left && left == 0)
        {
            addresses.Remove(place.Address);
        }
    }

    private static Problem TooManyOfAddress { get; } =
        new(ProblemCode.RateLimited, "too_many_bodies")
        {
            RetryAfter = RequestBody.Grace,
        };

    /// <summary>Where one body is waited for.</summary>
    internal sealed class Place(BodyGate gate, UInt128 address, string network) : IDisposable
    {
        private readonly TaskCompletionSource givenWay = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public UInt128 Address => address;

        public string Network => network;

        /// <summary>Where it stands; null when it has none any more.</summary>
        public LinkedListNode<Place>? Seat { get; set; }

        /// <summary>Ends when somebody else got the place.</summary>
        public Task GivenWay => givenWay.Task;

        public void GiveWay() => givenWay.TrySetResult();

        public void Dispose()
        {
            lock (gate.gate)
            {
                gate.Remove(this);
            }
        }
    }
}
