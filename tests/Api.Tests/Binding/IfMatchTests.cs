using System.Net;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>Changes on the condition of a version.</summary>
public sealed class IfMatchTests(SharedApi shared)
{
    private static string Renewal(int days) => $$"""{"valid_until":"{{TimeProvider.System.GetUtcNow().AddDays(1000 + days):O}}"}""";

    private Task<HttpResponseMessage> RenewAsync(TestOrganization organization, string condition, int days) =>
        shared.Admin.AskAsync(HttpMethod.Patch, $"{organization.Levels}/B", Renewal(days), ("If-Match", condition));

    [Fact]
    public async Task A_change_is_made_on_the_condition_of_the_version_by_number_by_whole_tag_in_a_list_or_of_any()
    {
        var organization = await shared.OrganizationWithAsync("B");

        await (await RenewAsync(organization, "\"1\"", 1)).ShouldBeOkAsync();
        using (var status = await shared.Anyone.GetAsync($"{organization.Address}/status", []))
        {
            // The tag of any view will do.
            await (await RenewAsync(organization, status.Tag(), 2)).ShouldBeOkAsync();
        }

        await (await RenewAsync(organization, "\"1\", \"elsewhere\", \"3\"", 3)).ShouldBeOkAsync();
        await (await RenewAsync(organization, "*", 4)).ShouldBeOkAsync();
        await (await RenewAsync(organization, "W/\"5\"", 5)).ShouldBeOkAsync();
        Assert.Equal(6, (await organization.StatusAsync()).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"2\"")]
    [InlineData("\"0\", \"2\"")]
    [InlineData("\"1x\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("\"2.public.en.AAAAAAAAAAAAAAAAAAAAAA\"")]
    public async Task When_someone_was_faster_it_is_412_and_nothing_changes(string condition)
    {
        var organization = await shared.OrganizationWithAsync("B");
        var before = await organization.RowsAsync();

        await (await RenewAsync(organization, condition, 1)).ShouldBeProblemAsync(412, "version_mismatch");

        Assert.Equal(before, await organization.RowsAsync());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"1")]
    [InlineData("\"1\" \"2\"")]
    [InlineData("nonsense, \"1\"")]
    public async Task A_condition_that_cannot_be_read_is_422(string condition)
    {
        var organization = await shared.OrganizationWithAsync("B");

        var problem = await (await RenewAsync(organization, condition, 1)).ShouldBeProblemAsync(422, "validation_failed");

        Assert.Equal(["If-Match"], problem.Fields());
    }

    [Fact]
    public async Task Every_change_of_an_organization_takes_a_condition()
    {
        var organization = await shared.OrganizationWithAsync("B");
        using var reputation = await shared.ServiceAsync("reputation:write");
        var before = await organization.RowsAsync();
        var now = TimeProvider.System.GetUtcNow();
        (HttpClient, HttpMethod, string, string?)[] changes =
        [
            (shared.Admin, HttpMethod.Post, organization.Levels, """{"level":"A"}"""),
            (shared.Admin, HttpMethod.Patch, $"{organization.Levels}/B", Renewal(1)),
            (shared.Admin, HttpMethod.Post, $"{organization.Levels}/B/verification", null),
            (shared.Admin, HttpMethod.Delete, $"{organization.Levels}/B", null),
            (shared.Admin, HttpMethod.Post, $"/api/admin/organizations/{organization.Id}/expiry-check", null),
            (shared.Admin, HttpMethod.Post, $"/api/admin/organizations/{organization.Id}/upgrade-requests/{Guid.NewGuid()}/review", """{"decision":"approve"}"""),
            (shared.Admin, HttpMethod.Post, $"{organization.Address}/status-upgrade-request", """{"target_level":"C"}"""),
            (shared.Admin, HttpMethod.Delete, $"{organization.Address}/status-upgrade-requests/{Guid.NewGuid()}", null),
            (reputation, HttpMethod.Put, $"{organization.Address}/reputation",
                $$"""{"as_of":"{{now:O}}","review_count":1,"response_rate":1,"avg_response_hours":1,"public_cases":1}"""),
            (shared.Admin, HttpMethod.Post, "/api/webhooks/subscription-status-changed",
                $$"""{"subscription_id":"s","new_status":"active","organization_id":"{{organization.Id}}"}"""),
        ];

        foreach (var (caller, method, address, body) in changes)
        {
            // Before the rules are asked: also where they would refuse.
            await (await caller.AskAsync(method, address, body, ("If-Match", "\"7\""))).ShouldBeProblemAsync(412, "version_mismatch");
        }

        Assert.Equal(before, await organization.RowsAsync());
    }

    [Fact]
    public async Task Of_many_who_saw_the_same_version_one_is_served()
    {
        var organization = await shared.OrganizationWithAsync("B");

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(days => RenewAsync(organization, "\"1\"", days)));

        Assert.Equal(
            HttpStatusCode.OK, Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.PreconditionFailed).StatusCode);
        Assert.Equal(2, (await organization.StatusAsync()).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Shape_is_checked_before_the_condition_and_the_condition_before_the_rules()
    {
        var organization = await shared.OrganizationWithAsync("B");

        await (await shared.Admin.AskAsync(HttpMethod.Post, organization.Levels, """{"level":"X"}""", ("If-Match", "\"7\"")))
            .ShouldBeProblemAsync(422, "validation_failed");
        await (await shared.Admin.AskAsync(HttpMethod.Post, organization.Levels, """{"level":"B"}""", ("If-Match", "\"7\"")))
            .ShouldBeProblemAsync(412, "version_mismatch");
        await (await shared.Admin.AskAsync(HttpMethod.Post, organization.Levels, """{"level":"B"}""", ("If-Match", "\"1\"")))
            .ShouldBeProblemAsync(409, "level_already_active");
    }

    [Fact]
    public async Task An_organization_that_nobody_touched_has_version_0()
    {
        var organization = shared.Organization();

        await (await shared.Admin.AskAsync(HttpMethod.Post, organization.Levels, """{"level":"A"}""", ("If-Match", "\"1\"")))
            .ShouldBeProblemAsync(412, "version_mismatch");
        await (
            await shared.Admin.AskAsync(
                HttpMethod.Post, organization.Levels, """{"level":"A"}""", ("If-Match", "\"0\""))).ShouldBeOkAsync();
    }
}
