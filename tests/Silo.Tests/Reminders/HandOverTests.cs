using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Tests.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>Reminders of a silo that dies belong to the others.</summary>
public sealed class HandOverTests
{
    private const int Count = 200;

    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"));

    // A tick that was on its way to the victim when it died is tried again after its period, and then has to be delivered.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(62);

    [Fact]
    public async Task Notices_due_while_a_silo_is_killed_are_raised_by_the_survivor_once_and_within_a_minute()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var survivor = HeldSilo.Build(database.RuntimeConnectionString);
        await survivor.StartAsync();
        await using var victim = await HeldSilo.StartAsync(database.RuntimeConnectionString);
        var grains = await GrainsOfTwoAsync(survivor);

        // Due from before the kill until well after it was noticed; each silo owns about half of them.
        var first = TimeProvider.System.GetUtcNow().AddSeconds(6);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async number =>
        {
            var granted = new StatusCommand.Grant(StatusLevel.B, first.AddMilliseconds(50 * number).AddDays(60));
            Assert.Null((await grains.OrganizationStatus(new OrganizationId(Guid.NewGuid())).Grant(granted, Admin)).Failure);
        }));
        await Eventually.HoldsAsync(async () => await PendingAsync(database) < Count * 9 / 10);
        await victim.KillAsync();
        var pendingThen = await PendingAsync(database);
        Assert.True(pendingThen > Count / 2);

        await Eventually.HoldsAsync(async () => await PendingAsync(database) == 0, 2 * Promise);
        Assert.Equal((long)Count, await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from expiry_notices where point = 60 and outcome = 'raised'"));
        Assert.Equal((long)Count, await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from outbox where type = 'status.expiry.notice'"));
        Assert.Equal(0L, await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from (select organization_id from outbox where type = 'status.expiry.notice' group by 1 having count(*) > 1) as twice"));
        var late = (TimeSpan)(await TestSql.ScalarAsync(database.ConnectionString, "select max(raised_at - due_at) from expiry_notices where point = 60"))!;
        Assert.InRange(late, TimeSpan.Zero, Promise);

        // Each goes on to its next point.
        await Eventually.HoldsAsync(
            async () =>
                await TestSql.ScalarAsync(
                    database.ConnectionString,
                    "select count(*) from orleansreminderstable where starttime > now() + interval '29 days'") is (long)Count, Promise);
        TestContext.Current.TestOutputHelper?.WriteLine($"{pendingThen} of {Count} were still to come; the latest was {late} late");
        await survivor.StopAsync();
    }

    [Fact]
    public async Task A_failure_of_the_database_on_another_silo_reaches_the_caller_as_what_it_is()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await Alarms.CreateTableAsync(database.DataSource);
        using var silo = HeldSilo.Build(database.RuntimeConnectionString);
        await silo.StartAsync();
        await using var other = await HeldSilo.StartAsync(database.RuntimeConnectionString);
        var grains = await GrainsOfTwoAsync(silo);

        // Whoever registers waits until the silo has read its reminders for the first time: let both have done so.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grains.GetGrain<IAlarmGrain>(Guid.NewGuid()).Set(TimeSpan.FromHours(1))));
        await Alarms.ExecuteAsync(database.DataSource, "alter table orleansreminderstable rename to away");
        for (var number = 0; number < 20; number++)
        {
            var failure = await Assert.ThrowsAnyAsync<DbException>(
                () => grains.GetGrain<IAlarmGrain>(Guid.NewGuid()).Set(TimeSpan.FromHours(1)));
            Assert.Contains("orleansreminderstable", failure.Message, StringComparison.Ordinal);
        }

        await Alarms.ExecuteAsync(database.DataSource, "alter table away rename to orleansreminderstable");
        await silo.StopAsync();
    }

    private static async Task<long> PendingAsync(TestDatabase database) => (long)(await TestSql.ScalarAsync(
        database.ConnectionString, "select count(*) from expiry_notices where point = 60 and outcome = 'pending'"))!;

    private static async Task<IGrainFactory> GrainsOfTwoAsync(IHost silo)
    {
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var management = grains.GetGrain<IManagementGrain>(0);
        await Eventually.HoldsAsync(async () => (await management.GetHosts(onlyActive: true)).Count == 2);
        return grains;
    }
}
