using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.Organizations;

/// <summary>The two addresses that the first front end calls.</summary>
public sealed class FirstFrontEndAliasTests(SharedApi shared)
{
    [Fact]
    public async Task The_history_is_served_by_offset_and_says_when_each_entry_was_performed()
    {
        var organization = await shared.OrganizationWithAsync("ABC");
        var history = (await organization.HistoryAsync()).GetProperty("history");

        var part = await shared.Admin.ReadAsync($"{organization.Address}/status/history?limit=2&offset=1");

        Assert.Equal(["items", "total", "limit", "offset"], part.Names());
        Assert.Equal(
            (3, 2, 1), (part.GetProperty("total").GetInt64(), part.GetProperty("limit").GetInt32(), part.GetProperty("offset").GetInt32()));
        Assert.Equal(
            [history[1].Text("id"), history[2].Text("id")], part.GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
        Assert.All(part.GetProperty("items").EnumerateArray(), item =>
        {
            Assert.Equal(
                (item.Text("created_at"), item.Text("created_at")), (item.Text("performed_at"), item.Text("valid_from")));
            Assert.Equal("Platform admin", item.Text("performed_by_name"));
        });
        Assert.Null(part.GetProperty("items")[1].TextOrNull("valid_until"));
        Assert.Equal(
            (await organization.StatusAsync()).LevelOf("B")!.Value.Text("expires_at"), part.GetProperty("items")[0].Text("valid_until"));
    }

    [Fact]
    public async Task The_history_there_is_filtered_by_level_and_action_and_so_are_its_further_parts()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        await (await organization.RevokeAsync("A", """{"reason":"enough"}""")).ShouldBeOkAsync();
        await (await organization.GrantAsync("""{"level":"A"}""")).ShouldBeOkAsync();

        using var first = await shared.Admin.GetAsync($"{organization.Address}/status/history?level=A&action=granted&limit=1");
        var next = Assert.Single(first.Headers.GetValues("Link"));
        var rest = await shared.Admin.ReadAsync(next[1..next.IndexOf('>', StringComparison.Ordinal)]);

        Assert.Equal(2, (await first.ShouldBeOkAsync()).GetProperty("total").GetInt64());
        var item = Assert.Single(rest.GetProperty("items").EnumerateArray());
        Assert.Equal(("A", "granted", 1), (item.Text("level"), item.Text("action"), item.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task Its_parts_do_not_drift_while_entries_are_added()
    {
        var organization = await shared.OrganizationWithAsync("AB");
        var first = await shared.Admin.GetAsync($"{organization.Address}/status/history?limit=1");
        await (await organization.GrantAsync("""{"level":"C"}""")).ShouldBeOkAsync();
        var next = Assert.Single(first.Headers.GetValues("Link"));
        Assert.EndsWith(">; rel=\"next\"", next, StringComparison.Ordinal);

        var part = await shared.Admin.GetAsync(next[1..next.IndexOf('>', StringComparison.Ordinal)]);

        Assert.Equal("A", Assert.Single((await part.ShouldBeOkAsync()).GetProperty("items").EnumerateArray()).Text("level"));
        Assert.False(part.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("upto=x", "upto")]
    [InlineData("level=D", "level")]
    [InlineData("action=gone", "action")]
    [InlineData("user=somebody", "user")]
    public async Task What_is_wrong_with_a_parameter_is_told_by_name(string query, string field)
    {
        var problem = await (await shared.Admin.GetAsync($"/api/organizations/{Guid.NewGuid()}/status/history?{query}"))
            .ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal([field], problem.Fields());
    }

    [Fact]
    public async Task Asking_for_a_level_there_is_asking_for_it()
    {
        var organization = Guid.NewGuid();

        var made = await (await shared.Admin.SendAsync(
            HttpMethod.Post, $"/api/organizations/{organization}/status/request-upgrade",
            new() { ["target_level"] = "B", ["accept_terms"] = true })).ShouldBeOkAsync();

        Assert.Equal(made.Text("id"), (await shared.Admin.StatusAsync(organization)).GetProperty("active_request").Text("id"));
        var again = await shared.Admin.SendAsync(
            HttpMethod.Post, $"/api/organizations/{organization}/status-upgrade-request", new() { ["target_level"] = "B" });
        await again.ShouldBeProblemAsync(409, "upgrade_request_pending");
    }
}
