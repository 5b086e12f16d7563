using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace StatusLevels.Silo.Tests.Cluster;

/// <summary>A cluster whose members are what the test says.</summary>
internal sealed class ToldMembers : IClusterMembershipService
{
    private readonly Channel<ClusterMembershipSnapshot> told = Channel.CreateUnbounded<ClusterMembershipSnapshot>();
    private long version;
    private long heard;

    /// <summary>Whoever listens has dealt with all that was told.</summary>
    public bool AllHeard => Interlocked.Read(ref heard) == Interlocked.Read(ref version);

    public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0));

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => UpdatesAsync();

    public void Tell(params (int Number, SiloStatus Status)[] members)
    {
        CurrentSnapshot = new(
            members.Select(
                member => new ClusterMember(Address(member.Number), member.Status, member.Number.ToString(CultureInfo.InvariantCulture)))
                .ToImmutableDictionary(member => member.SiloAddress),
            new MembershipVersion(Interlocked.Increment(ref version)));
        Assert.True(told.Writer.TryWrite(CurrentSnapshot));
    }

    /// <summary>There is nothing more to tell.</summary>
    public void End() => told.Writer.Complete();

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);

    private async IAsyncEnumerable<ClusterMembershipSnapshot> UpdatesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var snapshot in told.Reader.ReadAllAsync(cancellationToken))
        {
            yield return snapshot;
            Interlocked.Increment(ref heard);
        }
    }

    private static SiloAddress Address(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1);
}
