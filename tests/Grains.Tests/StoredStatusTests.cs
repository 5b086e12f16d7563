using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Organizations;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

/// <summary>What an organization last committed, read without it.</summary>
public sealed class StoredStatusTests(SharedSilo shared)
{
    private readonly OrganizationId id = SharedSilo.NewOrganization();

    private IOrganizationStatusGrain Organization => shared.Organization(id);

    [Fact]
    public async Task It_is_what_the_organization_says()
    {
        Assert.Equal(Text(PublicStatus.Of(await Organization.GetStatus())), Text(await ReadAsync(shared.Clock.GetUtcNow())));
        foreach (var command in new StatusCommand[]
        {
            new StatusCommand.Grant(StatusLevel.A), new StatusCommand.Grant(StatusLevel.B), new StatusCommand.Verify(),
            new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.Active),
            new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.PastDue),
            new StatusCommand.RequestUpgrade(StatusLevel.C, null, []), new StatusCommand.Revoke(StatusLevel.A), new StatusCommand.Forget(),
        })
        {
            Assert.Null((await Organization.Send(command, SharedSilo.Admin)).Failure);

            Assert.Equal(Text(PublicStatus.Of(await Organization.GetStatus())), Text(await ReadAsync(shared.Clock.GetUtcNow())));
        }
    }

    [Fact]
    public async Task A_change_that_is_under_way_is_not_seen_and_not_waited_for()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        Task<CommandReply> write;
        await using (await shared.HoldWritesAsync(id))
        {
            write = Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
            await shared.WriteIsHeldAsync(id);

            Assert.Equal(1, (await ReadAsync(shared.Clock.GetUtcNow()))!.Version);
            Assert.False(write.IsCompleted);
        }

        await write;
        Assert.Equal(2, (await ReadAsync(shared.Clock.GetUtcNow()))!.Version);
    }

    [Fact]
    public async Task What_has_fallen_due_has_to_be_asked_of_the_organization()
    {
        var status = (await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin)).Status;
        var due = status.NextDue!.Value;

        Assert.NotNull(await ReadAsync(due - TimeSpan.FromMilliseconds(1)));
        Assert.Null(await ReadAsync(due));
    }

    private Task<PublicStatus?> ReadAsync(DateTimeOffset now) => new StoredStatuses(
        shared.Silo.Services.GetRequiredService<NpgsqlDataSource>(), new FakeTimeProvider(now)).ReadAsync(id, CancellationToken.None);
}
