using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Webhooks;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>How long an answer is kept.</summary>
public sealed class TimeTests(ApiWithClock product) : IClassFixture<ApiWithClock>
{
    private static readonly TimeSpan AlmostADay = TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);

    private readonly string key = KeyedCalls.NewKey();

    private TestApi Api => product.Api;

    [Fact]
    public async Task For_24_hours_the_answer_is_the_first_one_and_then_the_change_is_made_anew()
    {
        var admin = await Api.SignedInAsync();
        var organization = new TestOrganization(Api, admin);
        var grant = $$"""{"level":"B","valid_until":"{{product.Time.GetUtcNow().AddDays(100).AddHours(1):O}}"}""";
        var seen = await admin.ShouldRepeatAsync("POST", organization.Levels, grant, key);
        var user = TestUsers.Body(TestUsers.NewEmail()).ToJsonString();
        var made = await admin.ShouldRepeatAsync("POST", TestUsers.Users, user, key);

        // Days are counted down, but not in an answer of before.
        product.Time.Advance(AlmostADay);
        await admin.ShouldReplayAsync("POST", organization.Levels, grant, key, seen);
        await (await admin.SignInAsync(TestApi.AdminEmail, TestApi.AdminPassword)).ShouldBeOkAsync();
        await admin.ShouldReplayAsync("POST", TestUsers.Users, user, key, made);
        var days = (await organization.StatusAsync()).GetProperty("active_levels")[0].GetProperty("days_until_expiry").GetInt32();
        Assert.DoesNotContain($"\"days_until_expiry\":{days},", seen.Body, StringComparison.Ordinal);

        product.Time.Advance(TimeSpan.FromSeconds(1));
        await (await admin.KeyedAsync("POST", organization.Levels, grant, key)).ShouldBeProblemAsync(409, "level_already_active");
        await (await admin.KeyedAsync("POST", TestUsers.Users, user, key)).ShouldBeProblemAsync(409, "email_taken");
        await admin.ShouldRepeatAsync("POST", organization.Levels, """{"level":"A"}""", key);
    }

    [Fact]
    public async Task For_90_days_an_event_is_known_and_the_cleaner_leaves_it()
    {
        var admin = await Api.SignedInAsync();
        var organization = new TestOrganization(Api, admin);
        var now = product.Time.GetUtcNow();
        var late = new Said.Event("past_due", OccurredInDays: -2, EventId: "late").Body(organization.Id, now);
        await (await admin.ReportAsync(new Said.Event("active", OccurredInDays: -1).Body(organization.Id, now))).ShouldBeOkAsync();
        var first = await (await admin.ReportAsync(late)).Content.ReadAsStringAsync();
        Assert.Contains("ignored_stale", first, StringComparison.Ordinal);
        await (await admin.ReportAsync(new Said.Event("trialing").Body(organization.Id, now))).ShouldBeOkAsync();
        var cleaner = Api.Services.GetServices<IHostedService>().OfType<ExpiredAnswers>().Single();

        product.Time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        await cleaner.RemoveAsync(TestContext.Current.CancellationToken);
        admin = await Api.SignedInAsync();
        Assert.Equal(first, await (await admin.ReportAsync(late)).Content.ReadAsStringAsync());

        product.Time.Advance(TimeSpan.FromSeconds(1));
        var anew = await (await admin.ReportAsync(late)).Content.ReadAsStringAsync();
        Assert.Contains("\"old_status\":\"trialing\"", anew, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_is_removed_within_a_minute_in_bounded_steps_and_the_rest_stays()
    {
        var live = await InsertAsync(3, product.Time.GetUtcNow().AddDays(2));
        var cleaner = Api.Services.GetServices<IHostedService>().OfType<ExpiredAnswers>().Single();
        await InsertAsync(ExpiredAnswers.Step + 1, product.Time.GetUtcNow());

        Assert.Equal(ExpiredAnswers.Step, await cleaner.RemoveAsync(TestContext.Current.CancellationToken));

        var over = await InsertAsync((2 * ExpiredAnswers.Step) + 1, product.Time.GetUtcNow());
        product.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(async () => await CountAsync(over) == 0);
        Assert.Equal(3, await CountAsync(live));
    }

    private async Task<Guid> InsertAsync(int count, DateTimeOffset expires)
    {
        var organization = Guid.NewGuid();
        await using var insert = Api.Database.DataSource.CreateCommand("""
            insert into idempotency_keys (id, organization_id, fingerprint, answered_at, expires_at)
            select sha256(convert_to($1::text || n, 'UTF8')), $1, sha256('x'), $3 - interval '24 hours', $3 from generate_series(1, $2) as n
            """);
        insert.Parameters.Add(new() { Value = organization });
        insert.Parameters.Add(new() { Value = count });
        insert.Parameters.Add(new() { Value = expires });
        await insert.ExecuteNonQueryAsync();
        return organization;
    }

    private async Task<long> CountAsync(Guid organization)
    {
        await using var count = Api.Database.DataSource.CreateCommand("select count(*) from idempotency_keys where organization_id = $1");
        count.Parameters.Add(new() { Value = organization });
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
