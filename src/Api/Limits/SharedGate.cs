namespace StatusLevels.Api.Limits;

/// <summary>
/// Bounds what there is at the same time: in all, and of each one, so that whoever is slow or asks for much is in the way of nobody else.
/// </summary>
/// <param name="atOnce">How many there are in all.</param>
/// <param name="ofOne">How many of them one has at most.</param>
/// <typeparam name="TKey">Who has them: an address, a caller.</typeparam>
internal sealed class SharedGate<TKey>(int atOnce, int ofOne)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, int> owners = [];
    private int all;

    /// <summary>How many there are now.</summary>
    public int Taken => Volatile.Read(ref all);

    /// <summary>A place, to be disposed at the end; null when there is none.</summary>
    public IDisposable? Enter(TKey owner)
    {
        lock (gate)
        {
            var those = owners.GetValueOrDefault(owner);
            if (those >= ofOne || all >= atOnce)
            {
                return null;
            }

            owners[owner] = those + 1;
            all++;
            return new Place(this, owner);
        }
    }

    private void Leave(TKey owner)
    {
        lock (gate)
        {
            all--;
            var left = owners[owner] - 1;
            if (left == 0)
            {
                owners.Remove(owner);
            }
            else
            {
                owners[owner] = left;
            }
        }
    }

    private sealed class Place(SharedGate<TKey> gate, TKey owner) : IDisposable
    {
        private SharedGate<TKey>? gate = gate;

        public void Dispose() => Interlocked.Exchange(ref gate, null)?.Leave(owner);
    }
}
