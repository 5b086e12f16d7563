using Microsoft.Extensions.Time.Testing;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>Eighteen months of B on a real silo, whose reminders act by themselves. The clock is moved.</summary>
public sealed class ReminderStoryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset End = SharedSilo.Start.AddMonths(18);

    private readonly FakeTimeProvider clock = new(SharedSilo.Start);
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        silo = await TestSilo.StartAsync(database, clock);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Day_by_day_B_raises_its_four_notices_and_is_suspended_and_a_renewal_at_any_time_cancels_what_was_to_come()
    {
        var left = await GrantedAsync();
        var renewed = new Dictionary<int, OrganizationId>();
        foreach (var daysBefore in new[] { 90, 45, 15, 3, -10 })
        {
            renewed.Add(daysBefore, await GrantedAsync());
        }

        for (var day = SharedSilo.Start; day < End.AddDays(12); day = day.AddDays(1))
        {
            await MoveAsync(day.AddDays(1));
            if (renewed.TryGetValue((int)(End - day.AddDays(1)).TotalDays, out var organization))
            {
                Assert.Null(
                    (await silo.Organization(organization).Renew(new StatusCommand.Renew(StatusLevel.B), SharedSilo.Admin)).Refusal);
            }
        }

        Assert.Equal(["60 raised", "30 raised", "7 raised", "1 raised"], await NoticesAsync(left));
        Assert.Equal(["granted", "suspended"], await ActionsAsync(left));
        Assert.Equal(["60 cancelled", "30 cancelled", "7 cancelled", "1 cancelled"], await NoticesAsync(renewed[90]));
        Assert.Equal(["60 raised", "30 cancelled", "7 cancelled", "1 cancelled"], await NoticesAsync(renewed[45]));
        Assert.Equal(["60 raised", "30 raised", "7 cancelled", "1 cancelled"], await NoticesAsync(renewed[15]));
        Assert.Equal(["60 raised", "30 raised", "7 raised", "1 cancelled"], await NoticesAsync(renewed[3]));
        Assert.Equal(["60 raised", "30 raised", "7 raised", "1 raised"], await NoticesAsync(renewed[-10]));
        Assert.Equal(["granted", "suspended", "renewed", "restored"], await ActionsAsync(renewed[-10]));
        Assert.Equal(1 + 2 + 3 + 4 + 4, await database.ScalarAsync<long>("select count(*) from outbox where type = 'status.expiry.notice'"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from expiry_notices where raised_at > due_at + interval '1 day'"));
    }

    [Fact]
    public async Task In_one_jump_over_the_end_B_is_suspended_at_its_instant_and_every_notice_is_superseded()
    {
        var organization = await GrantedAsync();
        await MoveAsync(End.AddDays(1));

        Assert.Equal(["60 superseded", "30 superseded", "7 superseded", "1 superseded"], await NoticesAsync(organization));
        Assert.Equal(["granted", "suspended"], await ActionsAsync(organization));
        Assert.Equal(End, (await silo.Organization(organization).GetHistory(new HistoryQuery(0, 1))).Items[0].EffectiveAt);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from outbox where type = 'status.expiry.notice'"));
    }

    [Fact]
    public async Task In_one_jump_over_several_points_only_the_nearest_is_raised_late()
    {
        var organization = await GrantedAsync();
        await MoveAsync(End.AddDays(-5));

        Assert.Equal(["60 superseded", "30 superseded", "7 raised", "1 pending"], await NoticesAsync(organization));
        Assert.Equal(["granted"], await ActionsAsync(organization));
    }

    private async Task<OrganizationId> GrantedAsync()
    {
        var id = SharedSilo.NewOrganization();
        await silo.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        return id;
    }

    // What is due acts by itself; the clock goes on by moments, as clocks do, until it has.
    private async Task MoveAsync(DateTimeOffset instant)
    {
        clock.SetUtcNow(instant > clock.GetUtcNow() ? instant : clock.GetUtcNow());
        await Eventually.HoldsAsync(async () =>
        {
            if (await database.ScalarAsync<bool>("select not exists (select from organization_status where next_due <= $1)", clock.GetUtcNow()))
            {
                return true;
            }

            clock.Advance(TimeSpan.FromSeconds(5));
            return false;
        });
    }

    private Task<string[]> NoticesAsync(OrganizationId id) => database.ScalarAsync<string[]>(
        "select array_agg(point || ' ' || outcome order by due_at) from expiry_notices where organization_id = $1 and ends_at = $2", id.Value, End);

    private Task<string[]> ActionsAsync(OrganizationId id) => database.ScalarAsync<string[]>(
        "select array_agg(action order by sequence) from organization_status_history where organization_id = $1", id.Value);
}
