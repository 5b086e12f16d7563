using System.Net;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Api.Tests.Security;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>The same request several times at once.</summary>
public sealed class AtOnceTests(SharedApi shared, SecuredApi secured)
{
    private const string Webhook = "/api/webhooks/subscription-status-changed";

    private readonly string key = KeyedCalls.NewKey();

    [Fact]
    public async Task Of_one_organization_one_is_made_and_the_others_wait_for_its_answer()
    {
        var organization = shared.Organization();

        var answers = await AtOnceAsync(_ => shared.Admin.KeyedAsync("POST", organization.Levels, """{"level":"B"}""", key));

        await ShouldBeOneAsync(answers);
        Assert.Equal(1L, await organization.ScalarAsync("select count(*) from organization_status_history where organization_id = $1"));
    }

    [Fact]
    public async Task A_renewal_that_could_be_made_again_and_again_is_made_once()
    {
        var organization = await shared.OrganizationWithAsync("B");

        var answers = await AtOnceAsync(_ => shared.Admin.KeyedAsync("PATCH", $"{organization.Levels}/B", null, key));

        await ShouldBeOneAsync(answers);
        Assert.Equal(2L, await organization.ScalarAsync("select count(*) from organization_status_history where organization_id = $1"));
    }

    [Fact]
    public async Task Of_administration_one_is_made_and_the_others_wait_for_its_answer()
    {
        var email = TestUsers.NewEmail();
        var body = TestUsers.Body(email).ToJsonString();

        await ShouldBeOneAsync(await AtOnceAsync(_ => shared.Admin.KeyedAsync("POST", TestUsers.Users, body, key)));
    }

    [Fact]
    public async Task Webhooks_of_different_organizations_under_one_key_are_one_and_refusals()
    {
        var payments = await shared.ServiceAsync("subscriptions:write");
        var organizations = Enumerable.Range(0, 6).Select(_ => shared.Organization()).ToArray();

        var answers = await AtOnceAsync(index => payments.KeyedAsync("POST", Webhook, Active(organizations[index].Id), key));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await refused.ShouldBeProblemAsync(422, "idempotency_key_reused");
        }

        foreach (var (organization, answer) in organizations.Zip(answers))
        {
            Assert.Equal(answer.StatusCode == HttpStatusCode.OK, (await organization.RowsAsync()).Length > 0);
        }
    }

    [Fact]
    public async Task While_the_first_is_under_way_for_too_long_the_second_is_told_so()
    {
        var (first, second) = (shared.Organization(), shared.Organization());
        var payments = await shared.ServiceAsync("subscriptions:write");
        await (await payments.KeyedAsync("POST", Webhook, Active(first.Id), key)).ShouldBeOkAsync();
        await using var took = shared.Api.Database.DataSource.CreateCommand("delete from idempotency_keys where organization_id = $1 returning id");
        took.Parameters.Add(new() { Value = first.Id });
        var id = (byte[])(await took.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        // As a call that is under way would have it: its row is there, and nobody sees it yet.
        await using var hold = await shared.Api.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await hold.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var claim = new Npgsql.NpgsqlCommand("insert into idempotency_keys (id, fingerprint, answered_at, expires_at) values ($1, $1, now(), now() + interval '24 hours')", hold, transaction);
        claim.Parameters.Add(new() { Value = id });
        await claim.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await (await payments.KeyedAsync("POST", Webhook, Active(second.Id), key)).ShouldBeProblemAsync(409, "idempotency_in_progress");

        Assert.Empty(await second.RowsAsync());
        await (await payments.KeyedAsync("POST", Webhook, Active(second.Id).Replace("active", "incomplete", StringComparison.Ordinal), key))
            .ShouldBeProblemAsync(409, "idempotency_in_progress");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Another_delivery_of_a_signed_webhook_gets_the_first_answer()
    {
        var organization = Guid.NewGuid();
        var body = Active(organization);

        using var first = await secured.SendAsync(
            HttpMethod.Post, Webhook, body, [("Idempotency-Key", key), .. SecuredApi.Signed(body, SecuredApi.WebhookSecret)]);
        using var again = await secured.SendAsync(
            HttpMethod.Post, Webhook, body, [("Idempotency-Key", key), .. SecuredApi.Signed(body, SecuredApi.NextWebhookSecret)]);

        await first.ShouldBeOkAsync();
        Assert.Equal(await first.SeenAsync(), await again.SeenAsync());
        Assert.Equal((false, true), (first.IsReplayed(), again.IsReplayed()));
    }

    private static string Active(Guid organization) => $$"""{"subscription_id":"sub_1","new_status":"active","organization_id":"{{organization}}"}""";

    private static Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> send) =>
        Task.WhenAll(Enumerable.Range(0, 6).Select(send));

    private static async Task ShouldBeOneAsync(HttpResponseMessage[] answers)
    {
        var seen = new List<SeenAnswer>();
        foreach (var answer in answers)
        {
            seen.Add(await answer.SeenAsync());
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {seen[^1].Body}");
        }

        Assert.Single(seen.Distinct());
        Assert.Single(answers, answer => !answer.IsReplayed());
    }
}
