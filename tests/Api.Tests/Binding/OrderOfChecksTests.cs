namespace StatusLevels.Api.Tests.Binding;

/// <summary>
/// When several things are wrong at once the first check answers: who calls, may they, the shape, then the rules: 404, 409, 422.
/// </summary>
public sealed class OrderOfChecksTests(SharedApi shared)
{
    private const string NotJson = "{";

    [Fact]
    public async Task Who_calls_comes_before_everything()
    {
        var organization = (await shared.OrganizationWithAsync("A")).By(shared.Anyone);
        var before = await organization.RowsAsync();

        await (await organization.GrantAsync(NotJson)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await organization.GrantAsync(new string(' ', 70 * 1024))).ShouldBeProblemAsync(401, "unauthenticated");
        await (await organization.RenewAsync("D")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await organization.VerifyAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await (await organization.RevokeAsync("A")).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.PostAsync("/api/admin/organizations/no-uuid/status-levels", Json.Content(NotJson)))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Anyone.GetAsync($"{organization.Address}/status-history?page=0")).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.Equal(before, await organization.RowsAsync());
    }

    [Fact]
    public async Task Who_may_call_comes_before_the_shape()
    {
        var organization = (await shared.OrganizationWithAsync("A")).By(await SomebodyAsync());
        var before = await organization.RowsAsync();

        await (await organization.GrantAsync(NotJson)).ShouldBeProblemAsync(403, "forbidden");
        await (await organization.RevokeAsync("A")).ShouldBeProblemAsync(403, "forbidden");
        Assert.Equal(before, await organization.RowsAsync());
    }

    [Fact]
    public async Task A_service_key_that_nobody_accepts_is_401_even_where_anyone_may_read()
    {
        using var request =
            new HttpRequestMessage(
                HttpMethod.Get, $"{shared.Organization().Address}/status")
            { Headers = { { "Authorization", $"Bearer slk_{Guid.NewGuid():n}{Guid.NewGuid():n}" } } };

        await (await shared.Anyone.SendAsync(request)).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task The_shape_comes_before_the_rules()
    {
        var organization = await shared.OrganizationWithAsync("A");

        // The rules would answer level_c_requires_b, level_already_active and level_not_active.
        await (await organization.GrantAsync("""{"level":"C","notes":"\u0000"}""")).ShouldBeProblemAsync(422, "validation_failed");
        await (await organization.GrantAsync("""{"level":"A","valid_until":"tomorrow"}""")).ShouldBeProblemAsync(422, "validation_failed");
        await (await organization.RenewAsync("B", NotJson)).ShouldBeProblemAsync(400, "malformed_json");
        await (await organization.RevokeAsync("B?notify=7")).ShouldBeProblemAsync(422, "validation_failed");
    }

    [Fact]
    public async Task Not_held_comes_before_what_is_wrong_with_the_date()
    {
        var organization = await shared.OrganizationWithAsync("A");

        await (await organization.RenewAsync("B", """{"valid_until":"2020-01-01T00:00:00Z"}"""))
            .ShouldBeProblemAsync(404, "level_not_active");
        await (await organization.RenewAsync("C", """{"valid_until":"2020-01-01T00:00:00Z"}"""))
            .ShouldBeProblemAsync(404, "level_not_active");
    }

    [Fact]
    public async Task Held_already_comes_before_what_is_wrong_with_the_date()
    {
        var organization = await shared.OrganizationWithAsync("ABC");

        await (await organization.GrantAsync("""{"level":"B","valid_until":"2020-01-01T00:00:00Z"}"""))
            .ShouldBeProblemAsync(409, "level_already_active");
        await (await organization.GrantAsync("""{"level":"A","valid_until":"9999-01-01T00:00:00Z"}"""))
            .ShouldBeProblemAsync(409, "level_already_active");
        await (await organization.GrantAsync("""{"level":"C","valid_until":"2020-01-01T00:00:00Z"}"""))
            .ShouldBeProblemAsync(409, "level_already_active");
    }

    /// <summary>Signed in, and no platform admin.</summary>
    private async Task<HttpClient> SomebodyAsync()
    {
        var (email, password) = await shared.AccountAsync();
        var client = shared.Api.Client();
        await (
            await client.PostAsync(
                "/api/session", Json.Content($$"""{"email":"{{email}}","password":"{{password}}"}"""))).ShouldBeOkAsync();
        return client;
    }
}
