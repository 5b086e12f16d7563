using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>A silo that reaches its database through a proxy, which cuts the connection in the middle of a write.</summary>
public sealed class LostAnswerTests(SharedSilo shared) : IAsyncLifetime
{
    private readonly OrganizationId id = SharedSilo.NewOrganization();
    private PostgresProxy proxy = null!;
    private TestSilo silo = null!;

    private IOrganizationStatusGrain Organization => silo.Organization(id);

    // Only the stored document says this.
    private string InTheDocument => $"\"organization_id\":\"{id}\"";

    // What readers in the silo's process see without asking the organization.
    private long? ShownVersion =>
        silo.Services.GetRequiredService<LocalSnapshots>().TryGet(id, shared.Clock.GetUtcNow(), out var shown)
            ? shown.Snapshot.Version
            : null;

    public async ValueTask InitializeAsync()
    {
        proxy = PostgresProxy.Start(shared.Database.RuntimeConnectionString);
        silo = await TestSilo.StartAsync(proxy.ConnectionString, shared.Clock);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_cut_after_the_commit_leads_to_no_double_entry()
    {
        var cut = proxy.CutOnce(InTheDocument, CutMoment.AfterCommit);
        var lost = await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);

        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal((StoreFailure.OutcomeUnknown, 0), (lost.Failure, lost.Status.Version));
        var status = await Organization.GetStatus();
        Assert.Equal((1, StatusLevel.B), (status.Version, status.CurrentLevel));
        Assert.Equal(1, ShownVersion);
        var repeat = await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        Assert.IsType<Refusal.LevelAlreadyActive>(repeat.Refusal);
        Assert.Single((await Organization.GetHistory(new HistoryQuery(0, 20))).Items);
        Assert.Equal((1, 1), await EntriesAndEventsAsync());

        // The same of a later write, whose statement is prepared by now: the change is there once, and goes on from there.
        cut = proxy.CutOnce(InTheDocument, CutMoment.AfterCommit);
        Assert.Equal(
            StoreFailure.OutcomeUnknown, (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin)).Failure);
        Assert.Null(ShownVersion);
        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        Assert.IsType<Refusal.LevelNotActive>(
            (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin)).Refusal);
        Assert.Equal(3, (await Organization.Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin)).Status.Version);
        Assert.Equal((3, 3), await EntriesAndEventsAsync());
        Assert.True(await shared.Database.ScalarAsync<bool>("select valid from verify_status_history($1)", id.Value));
    }

    [Fact]
    public async Task An_event_whose_answer_was_lost_gets_it_at_the_second_delivery()
    {
        var change = new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.Active, EventId: "evt-1");
        var cut = proxy.CutOnce(InTheDocument, CutMoment.AfterCommit);
        Assert.Equal(StoreFailure.OutcomeUnknown, (await Organization.ChangeSubscription(change, SharedSilo.Admin)).Failure);
        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);

        var again = await Organization.ChangeSubscription(change, SharedSilo.Admin);

        Assert.Equal(LevelAAction.Granted, again.Subscription!.LevelA);
        Assert.Equal(1, again.Status.Version);
        Assert.Equal((1, 1), await EntriesAndEventsAsync());
    }

    [Fact]
    public async Task A_connection_cut_before_the_statement_leaves_nothing_written()
    {
        var cut = proxy.CutOnce(InTheDocument, CutMoment.BeforeRequest);
        var reply = await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);

        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);

        // Nobody on this side can tell it from a lost answer.
        Assert.Equal(StoreFailure.OutcomeUnknown, reply.Failure);
        Assert.Empty(await shared.Database.FootprintAsync(id, withReminder: false));
        Assert.Equal(0, (await Organization.GetStatus()).Version);
        Assert.Equal(1, (await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin)).Status.Version);
        Assert.Equal((1, 1), await EntriesAndEventsAsync());
    }

    [Fact]
    public async Task A_database_that_is_away_takes_no_change_and_what_is_in_memory_can_still_be_read()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var before = await shared.Database.FootprintAsync(id);
        await proxy.RefuseAsync();

        Assert.Equal(1, (await Organization.GetStatus()).Version);
        var first = await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
        Assert.NotNull(first.Failure);

        // The failed change threw the memory away, and it cannot be filled again.
        var read = await Assert.ThrowsAnyAsync<Exception>(Organization.GetStatus);
        Assert.Contains(Causes(read), cause => cause is System.Data.Common.DbException);
        await Assert.ThrowsAnyAsync<Exception>(() => Organization.Verify(SharedSilo.Admin));
        Assert.Equal(before, await shared.Database.FootprintAsync(id));

        proxy.Accept();
        Assert.Equal(1, (await Organization.GetStatus()).Version);
        Assert.Equal(2, (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin)).Status.Version);
    }

    [Fact]
    public async Task A_change_for_which_no_connection_could_be_had_is_known_not_to_be_written()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin);
        await proxy.RefuseAsync();

        // The connections of the pool were cut, which looks like a lost answer; the pool learns of all of them at once.
        Assert.Equal(
            StoreFailure.OutcomeUnknown, (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin)).Failure);
        proxy.Accept();
        Assert.Equal(1, (await Organization.GetStatus()).Version);
        await proxy.RefuseAsync();
        Npgsql.NpgsqlConnection.ClearAllPools();

        Assert.Equal(
            StoreFailure.Unavailable, (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin)).Failure);

        // Nothing was sent, so memory still is what is stored, and is read.
        Assert.Equal(1, (await Organization.GetStatus()).Version);
        proxy.Accept();
        Assert.Equal(2, (await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin)).Status.Version);
    }

    [Fact]
    public async Task A_slow_database_slows_changes_and_nothing_else()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin);
        proxy.Delay = TimeSpan.FromMilliseconds(100);
        var write = Organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin);
        Assert.Equal(1, (await Organization.GetStatus()).Version);
        Assert.False(write.IsCompleted);
        Assert.Equal((null, 2), ((await write).Failure, (await Organization.GetStatus()).Version));
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    private async Task<(long Entries, long Events)> EntriesAndEventsAsync() => (
        await shared.Database.ScalarAsync<long>("select count(*) from organization_status_history where organization_id = $1", id.Value),
        await shared.Database.ScalarAsync<long>("select count(*) from outbox where organization_id = $1", id.Value));
}
