using System.Net;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Sessions;

public sealed class SignOutTests(SharedApi shared)
{
    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_of_the_account_and_of_nobody_else()
    {
        var (email, password) = await shared.AccountAsync();
        var (otherEmail, otherPassword) = await shared.AccountAsync();
        var other = await shared.Api.SignedInAsync(otherEmail, otherPassword);
        HttpClient[] devices =
            [await shared.Api.SignedInAsync(email, password), await shared.Api.SignedInAsync(email, password),
                await shared.Api.SignedInAsync(email, password)];

        using var answer = await devices[0].DeleteAsync("/api/session?everywhere=true");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("session_id=;", SessionTests.SetCookie(answer), StringComparison.Ordinal);
        foreach (var device in devices)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await device.WhoAmIAsync());
        }

        Assert.Equal(HttpStatusCode.OK, await other.WhoAmIAsync());
        await (await shared.Api.Client().SignInAsync(email, password)).ShouldBeOkAsync();
    }

    [Fact]
    public async Task Signing_out_here_leaves_the_other_sessions()
    {
        var (email, password) = await shared.AccountAsync();
        var (here, there) = (await shared.Api.SignedInAsync(email, password), await shared.Api.SignedInAsync(email, password));

        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync("/api/session?everywhere=false")).StatusCode);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await here.WhoAmIAsync(), await there.WhoAmIAsync()));
    }

    [Fact]
    public async Task A_word_that_is_neither_true_nor_false_signs_nobody_out()
    {
        var (email, password) = await shared.AccountAsync();
        var client = await shared.Api.SignedInAsync(email, password);

        Assert.Equal(
            ["everywhere"],
            (await (await client.DeleteAsync("/api/session?everywhere=yes")).ShouldBeProblemAsync(422, "validation_failed")).Fields());

        Assert.Equal(HttpStatusCode.OK, await client.WhoAmIAsync());
    }
}
