using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StatusLevels.Api.Delivery;
using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Events get their places after their commit, in one order, and their deliveries with them.</summary>
public sealed class SequencerTests : IAsyncLifetime
{
    private readonly Guid organization = Guid.NewGuid();
    private TestApi api = null!;

    private NpgsqlDataSource Database => api.Database.DataSource;

    // The product's own does not work; the tests drive it step by step, under the role that the product has.
    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(new() { ["DELIVERY"] = "off" });

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_late_commit_gets_a_later_place()
    {
        await using var connection = await Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var late = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await OutboxRows.AddAsync(connection, organization, 1);
        var other = Guid.NewGuid();
        await OutboxRows.AddAsync(Database, other, 1, 2);

        Assert.Equal(2, await TakeAsync());
        await late.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await TakeAsync());

        Assert.Equal([$"{other}/1", $"{other}/2", $"{organization}/1"], await PlacesAsync());
    }

    [Fact]
    public async Task An_endpoint_that_has_only_what_is_held_back_has_no_work_until_something_is_due()
    {
        var endpoint = await OutboxRows.EndpointAsync(Database);
        await OutboxRows.AddAsync(Database, organization, 1, 2);
        await TakeAsync();
        var (clock, queue) = (
            new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(1)), api.Services.GetRequiredService<NpgsqlDataSource>());
        var work = new EndpointQueue(queue, clock);
        Assert.Equal([endpoint], await work.WithWorkAsync(TestContext.Current.CancellationToken));

        // The first has failed once and is tried again in five minutes; after another's success the endpoint counts as healthy.
        await using var fail = Database.CreateCommand(
            "update statuslevels.deliveries set first_failed_at = $1, next_attempt_at = $2 where number = 1");
        fail.Parameters.Add(new() { Value = clock.GetUtcNow() });
        fail.Parameters.Add(new() { Value = clock.GetUtcNow().AddMinutes(5) });
        await fail.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await work.WithWorkAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await work.DueAsync(endpoint, [], 10, TestContext.Current.CancellationToken));

        await OutboxRows.AddAsync(Database, Guid.NewGuid(), 1);
        await TakeAsync();
        Assert.Equal([endpoint], await work.WithWorkAsync(TestContext.Current.CancellationToken));
        Assert.Single(await work.DueAsync(endpoint, [], 10, TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(3, (await work.DueAsync(endpoint, [], 10, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_higher_number_never_comes_before_a_lower_one_even_where_it_was_committed_by_an_older_transaction()
    {
        await OutboxRows.AddAsync(Database, organization, 1);
        await api.Database.DataSource.CreateCommand("update statuslevels.outbox set created_at = now() + interval '1 hour'")
            .ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await OutboxRows.AddAsync(Database, organization, 2);

        await TakeAsync();

        Assert.Equal([$"{organization}/1", $"{organization}/2"], await PlacesAsync());
    }

    [Fact]
    public async Task Each_event_reaches_each_endpoint_once_in_order_whoever_numbers_it()
    {
        await OutboxRows.EndpointAsync(Database);
        await OutboxRows.EndpointAsync(Database);
        var organizations = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        using var written = new CancellationTokenSource();
        var numbering = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!written.IsCancellationRequested || await TakeAsync() > 0)
            {
                await TakeAsync();
            }
        })));

        await Task.WhenAll(organizations.Select(one => OutboxRows.AddAsync(Database, one, [.. Enumerable.Range(1, 15)])));
        await written.CancelAsync();
        await numbering;

        Assert.Equal(20L * 15, await CountAsync("outbox where position is not null"));
        Assert.Equal(20L * 15 * 2, await CountAsync("deliveries where channel = 'webhook'"));
        Assert.Equal(0L, await CountAsync("""
            outbox as a join statuslevels.outbox as b using (organization_id, epoch)
            where a.number < b.number and a.position > b.position
            """));
        Assert.Equal(0L, await CountAsync("deliveries where previous_number is distinct from nullif(number - 1, 0)"));
        Assert.Equal(0L, await CountAsync("event_sequence where position <> (select max(position) from statuslevels.outbox)"));
    }

    [Fact]
    public async Task The_events_of_one_write_stay_together()
    {
        await using (var connection = await Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var write = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            for (var number = 1; number <= Sequencer.Step + 20; number++)
            {
                await OutboxRows.AddAsync(connection, organization, number);
            }

            await write.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Sequencer.Step + 20, await TakeAsync());
    }

    [Fact]
    public async Task An_endpoint_hears_of_what_it_asked_for_and_of_nobody_else()
    {
        var all = await OutboxRows.EndpointAsync(Database);
        var bound = await OutboxRows.EndpointAsync(Database, organization);
        var chosen = await OutboxRows.EndpointAsync(Database, null, "status.expiry.notice");
        await OutboxRows.AddAsync(Database, organization, 1);
        await OutboxRows.AddAsync(Database, Guid.NewGuid(), 1);
        await using (var connection = await Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await OutboxRows.AddAsync(connection, organization, 2, type: "status.expiry.notice");
            await OutboxRows.AddAsync(connection, organization, 1, epoch: 2, type: "status.organization.forgotten");
        }

        await TakeAsync();

        Assert.Equal(4L, await CountAsync($"deliveries where endpoint_id = '{all}'"));
        Assert.Equal(2L, await CountAsync($"deliveries where endpoint_id = '{bound}'"));
        Assert.Equal(1L, await CountAsync($"deliveries where endpoint_id = '{chosen}'"));
        Assert.Equal(1L, await CountAsync($"deliveries where endpoint_id = '{chosen}' and previous_number is null and number = 2"));
    }

    [Fact]
    public async Task What_happened_before_delivery_began_has_a_place_and_nobody_is_told()
    {
        await OutboxRows.EndpointAsync(Database);
        await OutboxRows.AddAsync(Database, organization, 1);
        await Database.CreateCommand("update statuslevels.delivery_state set started_at = clock_timestamp()")
            .ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await OutboxRows.AddAsync(Database, organization, 2);

        Assert.Equal(2, await TakeAsync());

        Assert.Equal(2L, Assert.Single(await NumbersAsync()));
    }

    [Fact]
    public async Task While_it_is_held_nothing_is_numbered_and_afterwards_everything_is()
    {
        await OutboxRows.EndpointAsync(Database);
        await DeliveryHold.HoldAsync(Database, "a test", TestContext.Current.CancellationToken);
        await OutboxRows.AddAsync(Database, organization, 1, 2);

        Assert.Equal(0, await TakeAsync());
        Assert.True(await DeliveryHold.ResumeAsync(Database, discardPending: false, TestContext.Current.CancellationToken));
        Assert.Equal(2, await TakeAsync());
        Assert.Equal([1L, 2L], await NumbersAsync());
    }

    [Fact]
    public async Task What_is_discarded_is_numbered_and_not_sent()
    {
        await OutboxRows.EndpointAsync(Database);
        await OutboxRows.AddAsync(Database, organization, 1);
        await TakeAsync();
        await DeliveryHold.HoldAsync(Database, "a test", TestContext.Current.CancellationToken);
        await OutboxRows.AddAsync(Database, organization, 2);

        await DeliveryHold.ResumeAsync(Database, discardPending: true, TestContext.Current.CancellationToken);
        Assert.Equal(1, await TakeAsync());

        Assert.Equal(0L, await CountAsync("deliveries where status = 'pending'"));
        Assert.Equal(1L, await CountAsync("deliveries where status = 'cancelled' and last_error = 'discarded'"));
        Assert.False(await DeliveryHold.ResumeAsync(Database, discardPending: false, TestContext.Current.CancellationToken));
    }

    private Task<long> TakeAsync() =>
        api.Services.GetRequiredService<Sequencer>().TakeAsync(TestContext.Current.CancellationToken);

    private async Task<long> CountAsync(string from) =>
        (long)(
            await Database.CreateCommand($"select count(*) from statuslevels.{from}").ExecuteScalarAsync(
                TestContext.Current.CancellationToken))!;

    private Task<List<string>> PlacesAsync() =>
        ReadAsync("select organization_id || '/' || number from statuslevels.outbox where position is not null order by position", row => row.GetString(0));

    private Task<List<long>> NumbersAsync() =>
        ReadAsync("select number from statuslevels.deliveries order by position", row => row.GetInt64(0));

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        var found = new List<T>();
        await using var command = Database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            found.Add(read(row));
        }

        return found;
    }
}
