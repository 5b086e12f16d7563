using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Api.Tests.Idempotency;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Tests.Accounts;

/// <summary>People change their own password with the one they have, however it is composed.</summary>
public sealed class OwnPasswordTests(SharedApi shared)
{
    private const string Path = "/api/session/password";
    private const string Composed = "йод-и-ёлка 7 é";
    private const string Decomposed = "и\u0306од-и-е\u0308лка 7 e\u0301";
    private const string Wanted = "seven green umbrellas";

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string current, string wanted = Wanted) =>
        client.SendAsync(HttpMethod.Put, Path, new() { ["current_password"] = current, ["password"] = wanted });

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_leaves_this_one()
    {
        var (email, password) = await shared.AccountAsync();
        var (here, there) = (await shared.Api.SignedInAsync(email, password), await shared.Api.SignedInAsync(email, password));

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(here, password)).StatusCode);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await here.WhoAmIAsync(), await there.WhoAmIAsync()));
        await (await shared.Api.Client().SignInAsync(email, password)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Api.Client().SignInAsync(email, Wanted)).ShouldBeOkAsync();
        var id = (await here.ReadAsync("/api/session")).GetProperty("user").Text("id");
        var entry = Assert.Single(await shared.Admin.AuditOfAsync("user", id));
        Assert.Equal((id, "user.updated"), (entry.Text("actor_id"), entry.Text("action")));
        Assert.True(entry.GetProperty("after").GetProperty("new_password").GetBoolean());
    }

    [Fact]
    public async Task Without_the_current_one_nothing_changes()
    {
        var (email, password) = await shared.AccountAsync();
        var (here, there) = (await shared.Api.SignedInAsync(email, password), await shared.Api.SignedInAsync(email, password));

        var wrong = await (await ChangeAsync(here, "not the password")).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(["current_password"], wrong.Fields());
        var weak = await (await ChangeAsync(here, password, email)).ShouldBeProblemAsync(422, "validation_failed");
        Assert.Equal(["password"], weak.Fields());
        await (await ChangeAsync(shared.Anyone, password)).ShouldBeProblemAsync(401, "unauthenticated");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await here.WhoAmIAsync(), await there.WhoAmIAsync()));
        await (await shared.Api.Client().SignInAsync(email, password)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task The_same_request_again_is_told_that_it_was_done()
    {
        var (email, password) = await shared.AccountAsync();
        var client = await shared.Api.SignedInAsync(email, password);
        var (key, body) = ($"{Guid.NewGuid()}", $$"""{"current_password":"{{password}}","password":"{{Wanted}}"}""");

        using var first = await client.KeyedAsync("PUT", Path, body, key);
        using var again = await client.KeyedAsync("PUT", Path, body, key);

        Assert.Equal((HttpStatusCode.NoContent, false), (first.StatusCode, first.IsReplayed()));
        Assert.Equal((HttpStatusCode.NoContent, true), (again.StatusCode, again.IsReplayed()));
    }

    [Fact]
    public async Task Guessing_the_current_one_is_slow_and_keeps_nobody_from_signing_in()
    {
        await using var own = await TestApi.StartAsync(new() { ["SIGN_IN_PER_MINUTE"] = "3" });
        var thief = await own.SignedInAsync();
        for (var guess = 0; guess < 3; guess++)
        {
            await (await ChangeAsync(thief, $"guess {guess}")).ShouldBeProblemAsync(422, "validation_failed");
        }

        await (await ChangeAsync(thief, TestApi.AdminPassword)).ShouldBeProblemAsync(429, "rate_limited");
        await own.SignedInAsync();
    }

    [Fact]
    public async Task A_password_opens_the_account_however_it_is_composed()
    {
        var email = TestUsers.NewEmail();
        var body = TestUsers.Body(email);
        body["password"] = Decomposed;
        await shared.Admin.CreatedUserAsync(body);

        foreach (var password in new[] { Composed, Decomposed })
        {
            await (await shared.Api.Client().SignInAsync(email, password)).ShouldBeOkAsync();
        }
    }

    [Fact]
    public async Task A_hash_of_the_password_as_it_was_typed_goes_on_opening_and_is_replaced()
    {
        var (email, _) = await shared.AccountAsync();
        await using (var old = shared.Api.Database.DataSource.CreateCommand("update users set password_hash = $2 where email = $1")
            .With(email, new PasswordHasher<object>().HashPassword(new object(), Decomposed)))
        {
            await old.ExecuteNonQueryAsync();
        }

        await (await shared.Api.Client().SignInAsync(email, Composed)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await shared.Api.Client().SignInAsync(email, Decomposed)).ShouldBeOkAsync();
        await (await shared.Api.Client().SignInAsync(email, Composed)).ShouldBeOkAsync();
        var found = await shared.Api.Services.GetRequiredService<AccountStore>().FindAsync(email, default);
        Assert.Equal(210_000, found!.Recipe!.Iterations);
    }

    [Fact]
    public async Task A_password_that_is_no_text_opens_nothing()
    {
        var (email, _) = await shared.AccountAsync();
        var body = $$"""{"email":"{{email}}","password":"half \ud800 of a pair"}""";

        using var answer = await shared.Api.Client().AskAsync(HttpMethod.Post, "/api/session", body);

        Assert.InRange((int)answer.StatusCode, 400, 422);
    }
}
