using System.Net;
using System.Text.Json.Nodes;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Security;

/// <summary>What a session that was stolen or left open must not do.</summary>
public sealed class FreshSignInTests(ApiWithClock fixture) : IClassFixture<ApiWithClock>
{
    public static TheoryData<string, string, string?> Dangerous => new()
    {
        { "POST", TestUsers.Users, """{"email":"new@example.org","display_name":"New"}""" },
        { "PATCH", $"{TestUsers.Users}/{Guid.NewGuid()}", """{"password":"seven green umbrellas"}""" },
        { "PATCH", $"{TestUsers.Users}/{Guid.NewGuid()}", """{"platform_role":"platform_admin"}""" },
        { "PATCH", $"{TestUsers.Users}/{Guid.NewGuid()}", """{"platform_role":null}""" },
        { "PATCH", $"{TestUsers.Users}/{Guid.NewGuid()}", """{"display_name":"New","disabled":true}""" },
        { "PATCH", $"{TestUsers.Users}/{Guid.NewGuid()}", """{"disabled":false}""" },
        { "DELETE", $"{TestUsers.Users}/{Guid.NewGuid()}", null },
        { "POST", "/api/admin/api-keys", """{"name":"Billing","scopes":["status:write"]}""" },
        { "DELETE", $"/api/admin/api-keys/{Guid.NewGuid()}", null },
        { "DELETE", $"/api/admin/organizations/{Guid.NewGuid()}", null },
        { "POST", "/api/admin/webhook-endpoints", """{"url":"https://hooks.example.invalid/"}""" },
        { "POST", $"/api/admin/webhook-endpoints/{Guid.NewGuid()}/secret/rotation", null },
        { "POST", $"/api/organizations/{Guid.NewGuid()}/webhook-endpoints", """{"url":"https://hooks.example.invalid/"}""" },
        { "POST", $"/api/organizations/{Guid.NewGuid()}/webhook-endpoints/{Guid.NewGuid()}/secret/rotation", null },
        { "PUT", $"/api/admin/organizations/{Guid.NewGuid()}/members/somebody", """{"role":"owner"}""" },
        { "DELETE", $"/api/admin/organizations/{Guid.NewGuid()}/members/somebody", null },
    };

    [Theory]
    [MemberData(nameof(Dangerous))]
    public async Task After_a_quarter_of_an_hour_it_needs_another_sign_in(string method, string path, string? body)
    {
        var admin = await fixture.Api.SignedInAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(15));
        using var last = await admin.AskAsync(HttpMethod.Parse(method), path, body);
        Assert.NotEqual(HttpStatusCode.Forbidden, last.StatusCode);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        await (await admin.AskAsync(HttpMethod.Parse(method), path, body)).ShouldBeProblemAsync(403, "fresh_sign_in_required");

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(TestUsers.Users)).StatusCode);
        await (await admin.SignInAsync(TestApi.AdminEmail, TestApi.AdminPassword)).ShouldBeOkAsync();
        using var again = await admin.AskAsync(HttpMethod.Parse(method), path, body);
        Assert.NotEqual(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task Whoever_may_not_do_it_anyway_is_told_that()
    {
        var admin = await fixture.Api.SignedInAsync();
        var email = TestUsers.NewEmail();
        await admin.CreatedUserAsync(TestUsers.Body(email));
        var somebody = await fixture.Api.SignedInAsync(email);
        fixture.Time.Advance(TimeSpan.FromHours(1));

        await (await somebody.SendAsync(HttpMethod.Post, "/api/admin/api-keys", [])).ShouldBeProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_name_is_changed_without_one()
    {
        var admin = await fixture.Api.SignedInAsync();
        var user = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail()));
        var address = $"{TestUsers.Users}/{user.Text("id")}";
        fixture.Time.Advance(TimeSpan.FromHours(1));

        var changed = await (await admin.SendAsync(HttpMethod.Patch, address, new() { ["display_name"] = "Another" })).ShouldBeOkAsync();

        Assert.Equal("Another", changed.Text("display_name"));
    }

    [Fact]
    public async Task A_service_needs_no_sign_in()
    {
        var service = await fixture.Api.ServiceAsync("organizations:write");
        fixture.Time.Advance(TimeSpan.FromHours(1));

        using var answer = await service.SendAsync(
            HttpMethod.Put, $"/api/admin/organizations/{Guid.NewGuid()}/members/somebody", new JsonObject { ["role"] = "viewer" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_own_password_needs_the_current_one_and_no_fresh_sign_in()
    {
        var email = TestUsers.NewEmail();
        await (await fixture.Api.SignedInAsync()).CreatedUserAsync(TestUsers.Body(email));
        var somebody = await fixture.Api.SignedInAsync(email);
        fixture.Time.Advance(TimeSpan.FromHours(1));

        using var answer = await somebody.SendAsync(
            HttpMethod.Put,
            "/api/session/password",
            new() { ["current_password"] = TestUsers.Password, ["password"] = "seven green umbrellas" });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
