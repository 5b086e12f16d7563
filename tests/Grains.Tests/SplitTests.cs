using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>Two clusters that don't know each other hold the same organization: what a split makes of one.</summary>
public sealed class SplitTests(SharedSilo shared) : IAsyncLifetime
{
    private readonly OrganizationId id = SharedSilo.NewOrganization();
    private TestSilo other = null!;

    private IOrganizationStatusGrain Here => shared.Organization(id);

    private IOrganizationStatusGrain There => other.Organization(id);

    public async ValueTask InitializeAsync() => other = await TestSilo.StartAsync(shared.Database, shared.Clock);

    public ValueTask DisposeAsync() => other.DisposeAsync();

    [Fact]
    public async Task A_second_activation_is_refused_by_version_and_recovers_with_the_next_call()
    {
        await Here.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        Assert.Equal(1, (await There.GetStatus()).Version);
        Assert.Equal(2, (await Here.Verify(SharedSilo.Admin)).Status.Version);
        var before = await shared.Database.FootprintAsync(id);

        var refused = await There.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);

        Assert.Equal(StoreFailure.Conflict, refused.Failure);
        Assert.Equal(before, await shared.Database.FootprintAsync(id));
        var recovered = await There.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
        Assert.Equal((null, 3), (recovered.Failure, recovered.Status.Version));

        // Now the first one is behind, and learns it in the same way.
        Assert.Equal(StoreFailure.Conflict, (await Here.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin)).Failure);
        Assert.IsType<Refusal.LevelNotActive>((await Here.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin)).Refusal);
        Assert.True(await shared.Database.ScalarAsync<bool>("select valid from verify_status_history($1)", id.Value));
    }

    [Fact]
    public async Task Of_two_first_writes_at_once_one_wins_and_the_other_is_a_conflict()
    {
        Task<CommandReply>[] writes;
        await using (await shared.HoldWritesAsync(id))
        {
            writes =
            [
                Here.Grant(new StatusCommand.Grant(StatusLevel.A, Notes: "here"), SharedSilo.Admin),
                There.Grant(new StatusCommand.Grant(StatusLevel.A, Notes: "there"), SharedSilo.Admin),
            ];
            // Both have seen that there is no row.
            await shared.WriteIsHeldAsync(id, writes.Length);
        }

        var replies = await Task.WhenAll(writes);

        Assert.Equal([null, StoreFailure.Conflict], replies.Select(reply => reply.Failure).Order());
        var winner = replies.Single(reply => reply.Failure is null).Status.LevelOf(StatusLevel.A)!.Notes;
        foreach (var organization in new[] { Here, There })
        {
            var status = await organization.GetStatus();
            Assert.Equal((1, winner), (status.Version, status.LevelOf(StatusLevel.A)!.Notes));
        }

        Assert.Equal(1, await shared.Database.ScalarAsync<long>("select count(*) from organization_status_history where organization_id = $1", id.Value));
    }
}
