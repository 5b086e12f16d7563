using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Core.Internal;
using Orleans.Reminders;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>
/// The timer beside the reminder. The clock of the reminders stands still here: whatever wakes an organization is its timer.
/// </summary>
public sealed class DueTimerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(SharedSilo.Start);
    private readonly OrganizationId id = SharedSilo.NewOrganization();
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    private IOrganizationStatusGrain Organization => silo.Organization(id);

    private DateTimeOffset Now => clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        silo = await TestSilo.StartAsync(database, clock, builder =>
            builder.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new FakeTimeProvider(SharedSilo.Start)));
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_falls_due_within_two_minutes_of_a_change_is_settled_at_its_instant()
    {
        var end = Now.AddSeconds(90);
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, end), SharedSilo.Admin);

        clock.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal(1, await VersionAsync());
        clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(async () => await VersionAsync() == 2);
        var newest = (await Organization.GetHistory(new HistoryQuery(0, 1))).Items[0];
        Assert.Equal((HistoryAction.Expired, end, end), (newest.Action, newest.EffectiveAt, newest.RecordedAt));
        await Eventually.HoldsAsync(async () => await database.ReminderAsync(id) is null);
    }

    [Fact]
    public async Task The_timer_moves_with_what_is_due()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, Now.AddSeconds(90)), SharedSilo.Admin);
        await Organization.Renew(new StatusCommand.Renew(StatusLevel.A, Now.AddSeconds(110)), SharedSilo.Admin);
        var other = silo.Organization(SharedSilo.NewOrganization());
        await other.Grant(new StatusCommand.Grant(StatusLevel.A, Now.AddSeconds(90)), SharedSilo.Admin);
        await other.Renew(new StatusCommand.Renew(StatusLevel.A, Now.AddDays(200)), SharedSilo.Admin);

        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(2, await VersionAsync());
        clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(async () => await VersionAsync() == 3);
        Assert.Equal(2, (await other.GetStatus()).Version);
    }

    [Fact]
    public async Task An_organization_that_comes_into_memory_with_something_overdue_settles_it()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, Now.AddDays(3)), SharedSilo.Admin);
        await LeaveAsync();
        clock.Advance(TimeSpan.FromDays(4));

        Assert.Equal(1, (await Organization.GetStatus()).Version);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return await VersionAsync() == 2;
        });
    }

    [Fact]
    public async Task An_organization_that_only_its_reminder_woke_leaves_memory()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        await LeaveAsync();
        clock.Advance(TimeSpan.FromDays(500));
        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);
        await Eventually.HoldsAsync(async () => !await IsActiveAsync());
        Assert.Equal(2, await VersionAsync());

        await Organization.GetStatus();
        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);
        Assert.True(await IsActiveAsync());
    }

    [Fact]
    public async Task A_wake_up_right_after_a_change_does_not_set_the_reminder_again()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);
        Assert.Equal(0, (await database.ReminderAsync(id))!.Version);

        // Orleans may not have seen yet that the change moved it.
        clock.Advance(TimeSpan.FromMinutes(1));
        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);
        Assert.Equal(0, (await database.ReminderAsync(id))!.Version);

        clock.Advance(TimeSpan.FromMinutes(1));
        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);
        Assert.Equal(1, (await database.ReminderAsync(id))!.Version);
    }

    private async Task LeaveAsync()
    {
        await Organization.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Eventually.HoldsAsync(async () => !await IsActiveAsync());
    }

    private async Task<bool> IsActiveAsync()
    {
        var statistics = await silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Any(found => found.GrainId == Organization.GetGrainId());
    }

    // By the table: asking the organization would keep it in memory.
    private Task<long> VersionAsync() => database.ScalarAsync<long>("select version from organization_status where organization_id = $1", id.Value);
}
