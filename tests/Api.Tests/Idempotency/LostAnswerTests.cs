using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Webhooks;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>The connection to the database breaks after the commit, or another node is asked: the first answer is found.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly string key = KeyedCalls.NewKey();
    private TestDatabase database = null!;
    private PostgresProxy proxy = null!;
    private TestApi api = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync();
        proxy = PostgresProxy.Start(database.RuntimeConnectionString);
        api = await NodeAsync(proxy.ConnectionString);
        admin = await api.SignedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await proxy.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_change_whose_commit_was_not_heard_of_is_answered_with_what_it_came_to()
    {
        var organization = Guid.NewGuid();
        var levels = $"/api/admin/organizations/{organization}/status-levels";

        // Only the stored document says this.
        var cut = proxy.CutOnce($"\"organization_id\":\"{organization}\"", CutMoment.AfterCommit);
        using var granted = await admin.KeyedAsync("POST", levels, """{"level":"B"}""", key);
        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);

        var seen = await granted.SeenAsync();
        Assert.True(granted.IsSuccessStatusCode, seen.Body);
        await admin.ShouldReplayAsync("POST", levels, """{"level":"B"}""", key, seen);

        // A renewal could be made twice: the end that it moved would move again.
        cut = proxy.CutOnce($"\"organization_id\":\"{organization}\"", CutMoment.AfterCommit);
        using var renewed = await admin.KeyedAsync("PATCH", $"{levels}/B", null, key);
        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        await renewed.ShouldBeOkAsync();
        Assert.Equal(2L, await CountAsync("organization_status_history"));
    }

    [Theory]
    [InlineData(CutMoment.AfterCommit)]
    [InlineData(CutMoment.BeforeRequest)]
    public async Task An_event_with_an_id_is_asked_again_as_a_key_is_and_made_once(CutMoment moment)
    {
        var organization = Guid.NewGuid();
        var body = new Said.Event("active", EventId: "evt_1").Body(organization, default);
        var cut = proxy.CutOnce($"\"organization_id\":\"{organization}\"", moment);

        var answer = await (await admin.ReportAsync(body)).ShouldBeOkAsync();

        await cut.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var actions = answer.GetProperty("data").GetProperty("status_levels");
        Assert.Equal("granted", actions.GetProperty("level_a_action").Text("action"));
        Assert.Equal(1L, await CountAsync("organization_status_history"));
    }

    [Fact]
    public async Task Without_a_key_the_caller_is_told_that_nobody_knows()
    {
        var organization = Guid.NewGuid();
        var cut = proxy.CutOnce($"\"organization_id\":\"{organization}\"", CutMoment.AfterCommit);

        using var granted = await admin.PostAsync(
            $"/api/admin/organizations/{organization}/status-levels", Json.Content("""{"level":"B"}"""));

        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        await granted.ShouldBeProblemAsync(503, "outcome_unknown");
        Assert.NotNull(granted.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_change_that_never_reached_the_database_is_made_by_the_second_try()
    {
        var organization = Guid.NewGuid();
        var cut = proxy.CutOnce($"\"organization_id\":\"{organization}\"", CutMoment.BeforeRequest);

        using var granted = await admin.KeyedAsync(
            "POST", $"/api/admin/organizations/{organization}/status-levels", """{"level":"B"}""", key);

        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);
        await granted.ShouldBeOkAsync();
        Assert.False(granted.IsReplayed());
        Assert.Equal(1L, await CountAsync("organization_status_history"));
    }

    [Theory]
    [InlineData(CutMoment.AfterCommit)]
    [InlineData(CutMoment.BeforeRequest)]
    public async Task A_change_of_administration_whose_commit_was_cut_is_made_once(CutMoment moment)
    {
        var body = TestUsers.Body(TestUsers.NewEmail()).ToJsonString();
        var before = await CountAsync("users");

        // The whole statement: transactions begin as READ COMMITTED.
        var cut = proxy.CutOnce("COMMIT\0", moment);
        using var made = await admin.KeyedAsync("POST", TestUsers.Users, body, key);
        await cut.WaitAsync(Patience.OfSeconds(10), TestContext.Current.CancellationToken);

        var seen = await made.SeenAsync();
        Assert.True(made.IsSuccessStatusCode, seen.Body);
        Assert.Equal(moment == CutMoment.AfterCommit, made.IsReplayed());
        await admin.ShouldReplayAsync("POST", TestUsers.Users, body, key, seen);
        Assert.Equal(before + 1, await CountAsync("users"));
    }

    [Fact]
    public async Task Another_node_gives_the_first_answer_too()
    {
        await using var other = await NodeAsync(database.RuntimeConnectionString);
        var there = await other.SignedInAsync();
        var levels = $"/api/admin/organizations/{Guid.NewGuid()}/status-levels";
        var user = TestUsers.Body(TestUsers.NewEmail()).ToJsonString();

        var level = await admin.ShouldRepeatAsync("POST", levels, """{"level":"B"}""", key);
        await there.ShouldReplayAsync("POST", levels, """{"level":"B"}""", key, level);
        var made = await there.ShouldRepeatAsync("POST", TestUsers.Users, user, key);
        await admin.ShouldReplayAsync("POST", TestUsers.Users, user, key, made);
        await (await there.KeyedAsync("POST", levels, """{"level":"A"}""", key)).ShouldBeProblemAsync(422, "idempotency_key_reused");
    }

    private Task<TestApi> NodeAsync(string connectionString) => TestApi.StartAsync(new()
    {
        ["ConnectionStrings:StatusLevels"] = $"{connectionString};{TestApi.SmallPool}",
        ["MIGRATIONS_DATABASE_URL"] = database.ConnectionString,
    });

    private async Task<long> CountAsync(string table)
    {
        await using var count = database.DataSource.CreateCommand($"select count(*) from {table}");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
