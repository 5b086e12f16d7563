using Microsoft.AspNetCore.Builder;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Limits;

/// <summary>
/// A caller gives up while the database takes its time: what was only read ends with it, what is being written is brought to its end.
/// </summary>
public sealed class GivenUpTests : IAsyncLifetime
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Guid organization = Guid.NewGuid();
    private TestApi api = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(map: app => app.Use((context, next) =>
        {
            context.RequestAborted.Register(() => noticed.TrySetResult());
            return next(context);
        }));
        admin = await api.SignedInAsync();
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Theory]
    [InlineData("status-history", "organization_status_history", "organization_status_history")]
    [InlineData("status-upgrade-requests", "status_upgrade_requests", "status_upgrade_requests")]
    [InlineData("notifications", "outbox", "notifications")]
    public async Task A_read_that_nobody_waits_for_ends_in_the_database(string list, string table, string asking)
    {
        await GrantAsync(CancellationToken.None);
        await using var slow = await HeldTable.LockAsync(api.Database, table, "access exclusive", asking);

        await GiveUpAsync(token => admin.GetAsync($"/api/organizations/{organization}/{list}", token), slow);

        // Well before the command would have ended by itself.
        await slow.UntilNobodyWaitsAsync(CommandTimeout - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_change_of_levels_in_flight_is_committed_once()
    {
        await using (var slow = await HeldTable.LockAsync(api.Database, "organization_status_history", "exclusive"))
        {
            await GiveUpAsync(GrantAsync, slow);
        }

        await Eventually.HoldsAsync(async () => await CountAsync("select count(*) from organization_status_history where organization_id = $1") == 1);
        Assert.Equal(
            1,
            (
                await (await admin.GetAsync($"/api/organizations/{organization}/status"))
                    .ShouldBeOkAsync()).GetProperty("version").GetInt64());
        await (await GrantAsync(CancellationToken.None)).ShouldBeProblemAsync(409, "level_already_active");
        Assert.Equal(1, await CountAsync("select count(*) from organization_status_history where organization_id = $1"));
    }

    [Fact]
    public async Task A_change_of_administration_in_flight_is_committed_once()
    {
        await using (var slow = await HeldTable.LockAsync(api.Database, "organizations", "exclusive"))
        {
            await GiveUpAsync(
                token =>
                    admin.PutAsync(
                        $"/api/admin/organizations/{organization}",
                        Json.Content($$"""{"name":"A workshop","slug":"{{organization:n}}","contact_emails":[],"locale":"en"}"""), token),
                slow);
        }

        await Eventually.HoldsAsync(async () => await CountAsync("select count(*) from organizations where organization_id = $1") == 1);
        Assert.Equal(1, await CountAsync("select count(*) from admin_audit where subject_id = $1::text"));
    }

    [Fact]
    public async Task A_change_that_a_slow_database_takes_its_time_for_is_committed_once_all_the_same()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var proxy = PostgresProxy.Start(database.RuntimeConnectionString);
        await using var slow = await TestApi.StartAsync(new()
        {
            ["ConnectionStrings:StatusLevels"] = $"{proxy.ConnectionString};{TestApi.SmallPool}",
            ["MIGRATIONS_DATABASE_URL"] = database.ConnectionString,
        });
        using var caller = await slow.SignedInAsync();
        await (await caller.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync();
        var seen = proxy.SeeOnce(organization.ToString());
        proxy.Delay = TimeSpan.FromMilliseconds(500);
        using var patience = new CancellationTokenSource();

        var grant = caller.PostAsync(
            $"/api/admin/organizations/{organization}/status-levels", Json.Content("""{"level":"A"}"""), patience.Token);
        await seen;
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grant);
        proxy.Delay = TimeSpan.Zero;
        await Eventually.HoldsAsync(
            async () =>
                (await (await caller.GetAsync($"/api/organizations/{organization}/status")).ShouldBeOkAsync()).GetProperty("version")
                    .GetInt64() == 1);
        await using var count = database.DataSource.CreateCommand("select count(*) from organization_status_history where organization_id = $1");
        count.Parameters.Add(new() { Value = organization });
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    private Task<HttpResponseMessage> GrantAsync(CancellationToken cancellationToken) =>
        admin.PostAsync($"/api/admin/organizations/{organization}/status-levels", Json.Content("""{"level":"A"}"""), cancellationToken);

    /// <summary>Sends it, waits until the database works on it, gives up, and waits until the product has noticed.</summary>
    private async Task GiveUpAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, HeldTable slow)
    {
        using var patience = new CancellationTokenSource();
        var sent = send(patience.Token);
        await slow.UntilSomebodyWaitsAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await noticed.Task.WaitAsync(Patience.OfSeconds(30), TestContext.Current.CancellationToken);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = api.Database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organization });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
