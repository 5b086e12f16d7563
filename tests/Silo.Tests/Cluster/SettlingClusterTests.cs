using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Cluster;

/// <summary>While silos come and go nothing is shown beside the grains: what is in memory here may be old.</summary>
public sealed class SettlingClusterTests : IAsyncDisposable
{
    private static readonly OrganizationId Organization = new(new Guid("7b1d6c52-3f0e-4c58-9a41-5d2c8e90a001"));
    private static readonly StatusSnapshot Snapshot = new()
    {
        OrganizationId = Organization,
        Version = 1,
        Levels = [],
        NextDue = null,
        Metrics = null,
        PendingRequest = null,
        NextRequestForB = null,
        NextRequestForC = null,
        Subscriptions = [],
        ForgottenAt = null,
        Forgotten = false,
        Epoch = 1,
        Sequence = 0,
    };

    private readonly ToldMembers members = new();
    private readonly LocalSnapshots statuses = new();
    private SettlingCluster? settling;

    private bool IsShown => statuses.TryGet(Organization, DateTimeOffset.UnixEpoch, out _);

    public async ValueTask DisposeAsync()
    {
        if (settling is not null)
        {
            await settling.StopAsync(CancellationToken.None);
            settling.Dispose();
        }
    }

    [Theory]
    [InlineData(SiloStatus.None, SiloStatus.Joining)]
    [InlineData(SiloStatus.Joining, SiloStatus.Active)]
    [InlineData(SiloStatus.Active, SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.ShuttingDown, SiloStatus.Dead)]
    [InlineData(SiloStatus.Active, SiloStatus.Dead)]
    [InlineData(SiloStatus.Active, SiloStatus.None)]
    public async Task What_was_shown_is_forgotten_when_another_silo_comes_goes_or_dies(SiloStatus before, SiloStatus after)
    {
        await BeginAsync(TimeSpan.Zero, Two(before));
        await ShownAsync();

        members.Tell(Two(after));
        await EndAsync();

        Assert.False(IsShown);
    }

    [Fact]
    public async Task Until_it_has_settled_no_organization_shows_itself_again()
    {
        await BeginAsync(TimeSpan.FromMinutes(10), (1, SiloStatus.Active));
        await ShownAsync();
        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Joining));
        await EndAsync();

        statuses.Show(Snapshot);

        Assert.False(IsShown);
    }

    [Fact]
    public async Task A_silo_alone_has_nobody_who_could_take_over()
    {
        await BeginAsync(TimeSpan.FromMinutes(10), (1, SiloStatus.Joining));
        await ShownAsync();

        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Dead));
        members.Tell((1, SiloStatus.ShuttingDown));
        await EndAsync();

        Assert.True(IsShown);
    }

    [Fact]
    public async Task News_of_the_dead_alone_are_no_change()
    {
        await BeginAsync(TimeSpan.Zero, (1, SiloStatus.Active), (2, SiloStatus.Active), (3, SiloStatus.Dead));
        await ShownAsync();

        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Active));
        members.Tell((1, SiloStatus.Active), (2, SiloStatus.Active), (4, SiloStatus.Dead));
        await EndAsync();

        Assert.True(IsShown);
    }

    /// <summary>None: it is not there.</summary>
    private static (int, SiloStatus)[] Two(SiloStatus other) =>
        other == SiloStatus.None ? [(1, SiloStatus.Active)] : [(1, SiloStatus.Active), (2, other)];

    private async Task BeginAsync(TimeSpan time, params (int, SiloStatus)[] first)
    {
        statuses.Show(Snapshot);
        settling = new SettlingCluster(members, statuses) { Settling = time };
        members.Tell(first);
        await settling.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => members.AllHeard);
    }

    private Task ShownAsync() => Eventually.HoldsAsync(() =>
    {
        statuses.Show(Snapshot);
        return IsShown;
    });

    /// <summary>All that was told has had its effect.</summary>
    private async Task EndAsync()
    {
        members.End();
        await settling!.ExecuteTask!;
    }
}
