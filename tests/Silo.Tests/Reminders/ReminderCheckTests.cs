using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Core.Internal;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Reminders;
using StatusLevels.Silo.Sql;
using StatusLevels.Silo.Tests.Database;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Reminders;

/// <summary>The check that finds reminders which are missing or late, on a real silo whose clock is moved.</summary>
public sealed class ReminderCheckTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"));

    private readonly FakeTimeProvider clock = new(Start);
    private TestDatabase database = null!;
    private TestSilo silo = null!;
    private MeterListener listener = null!;
    private long mended;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        silo = await TestSilo.StartAsync(
            database, clock, builder => builder.Services.Configure<ReminderCheckOptions>(options => options.Step = 2));
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "statuslevels.reminders.mended"
                    && instrument.Meter.Scope == silo.Services.GetRequiredService<IMeterFactory>())
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref mended, value));
        listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Deleted_and_lagging_reminders_are_set_right_and_the_others_are_left_alone()
    {
        // All due at the same instant: a step must be able to end among them.
        var ids = new List<OrganizationId>();
        for (var number = 0; number < 9; number++)
        {
            ids.Add(await GrantedAsync(Start.AddDays(200)));
        }

        await ChangeAsync("delete from orleansreminderstable where grainid = $1", ids[2]);
        await ChangeAsync("delete from orleansreminderstable where grainid = $1", ids[8]);
        await ChangeAsync("update orleansreminderstable set starttime = starttime + interval '20 days' where grainid = $1", ids[5]);
        await ChangeAsync("update orleansreminderstable set starttime = starttime - interval '20 days' where grainid = $1", ids[6]);

        await AdvanceUntilAsync(() => Task.FromResult(Interlocked.Read(ref mended) == 3));

        var due = Start.AddDays(140);
        foreach (var (id, number) in ids.Select((id, number) => (id, number)).Where(pair => pair.number != 6))
        {
            var (startsAt, version) = await ReminderAsync(id);
            Assert.Equal(due, startsAt, TimeSpan.FromSeconds(1));
            Assert.Equal(number == 5 ? 1 : 0, version);
        }

        Assert.Equal(due.AddDays(-20), (await ReminderAsync(ids[6])).StartsAt, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_has_become_overdue_without_a_reminder_is_settled_within_minutes()
    {
        var id = await GrantedAsync(Start.AddDays(60).AddMinutes(10));
        await silo.Organization(id).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await ChangeAsync("delete from orleansreminderstable where grainid = $1", id);

        clock.Advance(TimeSpan.FromMinutes(11));
        await AdvanceUntilAsync(() => Task.FromResult(Interlocked.Read(ref mended) == 1));
        Assert.Equal(1L, await TestSql.ScalarAsync(database.ConnectionString, "select count(*) from expiry_notices where point = 60 and outcome = 'raised'"));

        Assert.InRange(clock.GetUtcNow(), Start.AddMinutes(11), Start.AddMinutes(13));
        await Eventually.HoldsAsync(
            async () => (await ReminderAsync(id)).StartsAt - Start.AddDays(30).AddMinutes(10) < TimeSpan.FromSeconds(1));
    }

    private async Task<OrganizationId> GrantedAsync(DateTimeOffset validUntil)
    {
        var id = new OrganizationId(Guid.NewGuid());
        Assert.Null((await silo.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.B, validUntil), Admin)).Failure);
        return id;
    }

    private Task ChangeAsync(string sql, OrganizationId id) => Alarms.ExecuteAsync(database.DataSource, sql, GrainIdOf(id));

    private async Task<(DateTimeOffset StartsAt, int Version)> ReminderAsync(OrganizationId id)
    {
        await using var command = database.DataSource.CreateCommand("select starttime, version from orleansreminderstable where grainid = $1").With(GrainIdOf(id));
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return (await reader.GetFieldValueAsync<DateTimeOffset>(0), reader.GetInt32(1));
    }

    private static string GrainIdOf(OrganizationId id) => $"organizationstatus/{id.Value:N}";

    private async Task AdvanceUntilAsync(Func<Task<bool>> condition) => await Eventually.HoldsAsync(async () =>
    {
        if (await condition())
        {
            return true;
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        return false;
    });
}
