using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Tests.Accounts;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Sessions;

/// <summary>What a refused sign-in costs tells nothing, and a password that was changed meanwhile opens nothing.</summary>
public sealed class SignInWorkTests(SharedApi shared)
{
    [Theory]
    [InlineData("wrong password")]
    [InlineData("no password")]
    [InlineData("disabled")]
    [InlineData("old hash")]
    [InlineData("no account")]
    public async Task Every_refused_sign_in_does_the_same_work(string reason)
    {
        var email = reason == "no account" ? TestUsers.NewEmail() : (await shared.AccountAsync()).Email;
        await using (var change = shared.Api.Database.DataSource.CreateCommand("""
            update users set
                password_hash = case $2 when 'no password' then null when 'old hash' then $3 else password_hash end,
                disabled_at = case when $2 = 'disabled' then now() end
            where email = $1
            """))
        {
            change.Parameters.Add(new() { Value = email });
            change.Parameters.Add(new() { Value = reason });
            change.Parameters.Add(new() { Value = OldHash("the right one") });
            await change.ExecuteNonQueryAsync();
        }

        var (iterations, accounts) = (0, shared.Api.Services.GetRequiredService<AccountStore>());
        var passwords = new Passwords((recipe, password) =>
        {
            // The rest of the cost is in the function and in the length of the salt.
            Assert.Equal((HashRecipe.Sha512, HashRecipe.SaltBytes), (recipe.Function, recipe.Salt.Length));
            iterations += recipe.Iterations;
            return recipe.Derive(password);
        });
        var found = await accounts.FindAsync(email, default);
        var usual = HashRecipe.Read(Convert.FromBase64String(passwords.Hash("anything at all"))[..29])!.Iterations;

        foreach (var (wrong, looks) in new[] { ("wrong", 1), ("e\u0301crit", 2) })
        {
            iterations = 0;
            Assert.Null(await new PasswordCheck(accounts, passwords).OpenAsync(found, wrong, default));
            Assert.Equal(looks * usual, iterations);
        }

        Assert.Null(await shared.Api.Services.GetRequiredService<SignIn>().OpenAsync(email, found, "wrong", [], null, default));
    }

    [Fact]
    public async Task A_session_that_is_opened_while_the_password_changes_is_none()
    {
        var (email, password) = await shared.AccountAsync();
        await using var connection = await shared.Api.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var change = new NpgsqlCommand(
            "with held as (select id from users where email = $1 for update) update users set password_hash = 'x' from held where users.id = held.id", connection, transaction))
        {
            change.Parameters.Add(new() { Value = email });
            Assert.Equal(1, await change.ExecuteNonQueryAsync());
        }

        var signingIn = shared.Api.Client().SignInAsync(email, password);
        await WaitForSessionAsync(connection.ProcessID);
        await transaction.CommitAsync();

        await (await signingIn).ShouldBeProblemAsync(401, "unauthenticated");
        await using var count = shared.Api.Database.DataSource.CreateCommand("select count(*) from sessions s join users u on u.id = s.user_id where u.email = $1");
        count.Parameters.Add(new() { Value = email });
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Two_sign_ins_that_both_renew_an_old_hash_both_succeed()
    {
        var (email, password) = await shared.AccountAsync();
        await using (var change = shared.Api.Database.DataSource.CreateCommand("update users set password_hash = $2 where email = $1"))
        {
            change.Parameters.Add(new() { Value = email });
            change.Parameters.Add(new() { Value = OldHash(password) });
            await change.ExecuteNonQueryAsync();
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shared.Api.Client().SignInAsync(email, password)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    private static string OldHash(string password) =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }))
            .HashPassword(new object(), password);

    /// <summary>Until somebody waits for what this connection holds.</summary>
    private Task WaitForSessionAsync(int holder) => Eventually.HoldsAsync(
        async () =>
        {
            await using var waits = shared.Api.Database.DataSource
                .CreateCommand("select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))").With(holder);
            return await waits.ExecuteScalarAsync() is true;
        },
        what: "somebody waits for the account");
}
