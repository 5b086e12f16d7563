using Microsoft.Extensions.Time.Testing;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>The row that wakes an organization, and Orleans's reminder service on the test's clock.</summary>
public sealed class ReminderTests(ReminderTests.MovingSilo moving) : IClassFixture<ReminderTests.MovingSilo>
{
    private readonly OrganizationId id = SharedSilo.NewOrganization();

    private FakeTimeProvider Clock => moving.Clock;

    private TestDatabase Database => moving.Database;

    private IOrganizationStatusGrain Organization => moving.Silo.Organization(id);

    private DateTimeOffset Now => Instant.Truncate(Clock.GetUtcNow());

    [Fact]
    public async Task A_reminder_is_armed_at_the_next_due_instant()
    {
        var granted = await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);

        var armed = await Reminder();
        Assert.Equal("expiry", armed.Name);
        Assert.Equal(TimeSpan.FromMinutes(1), armed.Period);
        AssertAt(Now.AddMonths(18).AddDays(-60), armed);
        Assert.Equal(granted.Status.NextDue, Now.AddMonths(18).AddDays(-60));
    }

    [Fact]
    public async Task A_reminder_moves_earlier_and_later_with_what_is_due_and_goes_with_it()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);

        // Earlier: A ends before the first notice of B. Its own notices lie in the past.
        var endOfA = Now.AddHours(12);
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, endOfA), SharedSilo.Admin);
        AssertAt(endOfA, await Reminder());

        // Later: A is off.
        await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin);
        AssertAt(Now.AddMonths(18).AddDays(-60), await Reminder());

        // Later still, by a renewal.
        await Organization.Renew(new StatusCommand.Renew(StatusLevel.B), SharedSilo.Admin);
        AssertAt(Now.AddMonths(36).AddDays(-60), await Reminder());

        await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
        Assert.Null(await Database.ReminderAsync(id));
    }

    [Fact]
    public async Task What_does_not_move_the_next_due_instant_does_not_touch_the_reminder()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin);
        Assert.Null(await Database.ReminderAsync(id));

        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var armed = await Reminder();
        Assert.Equal(0, armed.Version);

        await Organization.Verify(SharedSilo.Admin);
        await Organization.ReportReputation(new StatusCommand.ReportReputation(Now, 20, 90, 1, 1), Call.System);
        await Organization.Revoke(new StatusCommand.Revoke(StatusLevel.C), SharedSilo.Admin);
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, Now.AddYears(5), "sub-9"), SharedSilo.Admin);
        await Organization.Tick(Call.System);
        Assert.Equal(StatusLevel.B, (await Organization.GetStatus()).CurrentLevel);
        Assert.Equal(armed, await Reminder());
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_reminder_as_it_was()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var stored = await Reminder();
        await moving.FailOnceAsync(id);

        var failed = await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, Now.AddHours(12)), SharedSilo.Admin);

        Assert.Equal(StoreFailure.Unavailable, failed.Failure);
        Assert.Equal(stored, await Reminder());
    }

    [Fact]
    public async Task A_wake_up_that_comes_too_early_changes_nothing_and_sets_the_reminder_to_what_is_stored()
    {
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var stored = await Reminder();
        var before = await Database.FootprintAsync(id, withReminder: false);
        await Database.ExecuteAsync(
            "update orleansreminderstable set starttime = $2 where grainid = 'organizationstatus/' || $1", id.Value.ToString("N"), Now.AddHours(12));
        Clock.Advance(TimeSpan.FromMinutes(3));

        await Organization.AsReference<IRemindable>().ReceiveReminder("expiry", default);

        AssertAt(stored.StartsAt, await Reminder());
        Assert.Equal(before, await Database.FootprintAsync(id, withReminder: false));
    }

    [Fact]
    public async Task The_service_finds_the_reminder_of_a_change_and_wakes_the_organization_at_its_time()
    {
        // Too far for the timer, and nothing but the row tells Orleans of it.
        var endOfA = Now.AddMinutes(30);
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, endOfA), SharedSilo.Admin);

        await AdvanceUntilAsync(TimeSpan.FromMinutes(29), () => Task.FromResult(true));
        Assert.Equal(1, (await Organization.GetStatus()).Version);
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), async () => (await Organization.GetStatus()).Version == 2);

        var history = await Organization.GetHistory(new HistoryQuery(0, 20));
        Assert.Equal([HistoryAction.Expired, HistoryAction.Granted], history.Items.Select(item => item.Action));
        Assert.Equal((endOfA, Actor.System), (history.Items[0].EffectiveAt, history.Items[0].Actor));
        Assert.Null(await Database.ReminderAsync(id));
    }

    [Fact]
    public async Task A_tick_that_cannot_be_written_is_tried_again_a_minute_later()
    {
        var endOfA = Now.AddMinutes(5);
        await Organization.Grant(new StatusCommand.Grant(StatusLevel.A, endOfA), SharedSilo.Admin);
        await moving.FailOnceAsync(id);

        await AdvanceUntilAsync(TimeSpan.FromMinutes(6), () => moving.HasFailedAsync(id));
        Assert.Null((await Organization.GetStatus()).CurrentLevel);
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), async () => (await Organization.GetStatus()).Version == 2);

        Assert.Equal(1, await Database.ScalarAsync<long>("select count(*) from outbox where organization_id = $1 and type = 'status.level.expired'", id.Value));
    }

    private static void AssertAt(DateTimeOffset expected, ReminderRow armed) =>
        Assert.Equal(expected, armed.StartsAt, TimeSpan.FromMilliseconds(1));

    private async Task<ReminderRow> Reminder() =>
        await Database.ReminderAsync(id) ?? throw new InvalidOperationException("There is no reminder.");

    // The service sets its timers in its own time: where the clock stands when it does so is not the test's to say, so the last minute
    // repeats.
    private async Task AdvanceUntilAsync(TimeSpan time, Func<Task<bool>> condition)
    {
        Clock.Advance(time);
        await Eventually.HoldsAsync(async () =>
        {
            if (await condition())
            {
                return true;
            }

            Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
    }

    /// <summary>A silo whose clock moves; the tests run one after the other.</summary>
    public sealed class MovingSilo : IAsyncLifetime
    {
        // A sequence is not rolled back: it remembers that the failure has happened.
        private const string FailOnce = """
            create function test_fail_once() returns trigger language plpgsql set search_path = statuslevels as $$
            declare
                counter text := 'fail_' || replace(new.organization_id::text, '-', '');
            begin
                if to_regclass(counter) is not null then
                    if nextval(counter) = 1 then
                        raise exception 'the test wants this write to fail' using errcode = 'check_violation';
                    end if;
                end if;
                return new;
            end $$;
            create trigger test_fail_once before insert on outbox for each row execute function test_fail_once();
            """;

        public TestDatabase Database { get; private set; } = null!;

        public TestSilo Silo { get; private set; } = null!;

        public FakeTimeProvider Clock { get; } = new(SharedSilo.Start);

        public async ValueTask InitializeAsync()
        {
            Database = await TestPostgres.CreateDatabaseAsync();
            await Database.ExecuteAsync(FailOnce);
            Silo = await TestSilo.StartAsync(Database, Clock);
        }

        public async ValueTask DisposeAsync()
        {
            await Silo.DisposeAsync();
            await Database.DisposeAsync();
        }

        /// <summary>The next write of this organization that tells somebody outside fails.</summary>
        public Task FailOnceAsync(OrganizationId organization) => Database.ExecuteAsync($"create sequence fail_{organization.Value:N}");

        public Task<bool> HasFailedAsync(OrganizationId organization) =>
            Database.ScalarAsync<bool>($"select is_called from fail_{organization.Value:N}");
    }
}
