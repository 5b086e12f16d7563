using StatusLevels.Api.Demo;

namespace StatusLevels.Api.Tests.Demo;

public sealed class DemoTests(SharedApi shared)
{
    [Fact]
    public async Task The_demo_has_one_organization_on_each_level_and_making_it_again_changes_nothing()
    {
        var client = await SignedInAsync();
        var organizations = DemoOrganizations.At(TimeProvider.System.GetUtcNow());

        var levels = new List<string>();
        foreach (var organization in organizations)
        {
            // The demo broke off after its first call, and was started again.
            await client.MakeAsync(organization with { Calls = [organization.Calls[0]] }, TestContext.Current.CancellationToken);
            levels.Add(await client.MakeAsync(organization, TestContext.Current.CancellationToken));
        }

        Assert.Equal(["B", "C", "A"], levels);
        foreach (var organization in organizations)
        {
            var made = new TestOrganization(shared.Api, shared.Admin) { Id = organization.Id };
            var rows = await made.RowsAsync();
            var entry = await shared.Admin.ReadAsync($"/api/admin/organizations/{organization.Id}");
            Assert.Equal((organization.Name, organization.Slug), (entry.Text("name"), entry.Text("slug")));
            Assert.Equal(organization.Calls.Count, (await made.HistoryAsync()).GetProperty("history").GetArrayLength());

            await client.MakeAsync(organization, TestContext.Current.CancellationToken);

            Assert.Equal(rows, await made.RowsAsync());
        }
    }

    [Fact]
    public async Task A_refusal_is_a_sentence_that_says_which()
    {
        var client = await SignedInAsync();
        var organization = new DemoOrganization(Guid.NewGuid(), "None", $"none-{Guid.NewGuid():n}", [DemoCall.Grant("C", "")]);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.MakeAsync(organization, TestContext.Current.CancellationToken));

        Assert.Contains("422. Level C stands on an active level B", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<DemoClient> SignedInAsync()
    {
        var client = new DemoClient(shared.Api.Client());
        await client.SignInAsync(TestApi.AdminEmail, TestApi.AdminPassword, TestContext.Current.CancellationToken);
        return client;
    }
}
