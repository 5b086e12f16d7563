using System.Net;
using System.Text;
using StatusLevels.Api.Tests.Accounts;

namespace StatusLevels.Api.Tests.Idempotency;

/// <summary>An answer that holds a secret is given once, and the table knows none.</summary>
public sealed class SecretTests(SharedApi shared)
{
    private readonly string key = KeyedCalls.NewKey();

    [Fact]
    public async Task A_new_service_key_is_made_once_and_its_answer_is_not_kept()
    {
        const string Body = """{"name":"Billing","scopes":["status:write"]}""";
        using var made = await shared.Admin.KeyedAsync("POST", "/api/admin/api-keys", Body, key);
        var secret = (await made.ReadJsonAsync()).Text("key");

        await (await shared.Admin.KeyedAsync("POST", "/api/admin/api-keys", Body, key)).ShouldBeProblemAsync(
            409, "idempotency_not_replayable");

        await (
            await shared.Admin.KeyedAsync("POST", "/api/admin/api-keys", Body.Replace("Billing", "Other", StringComparison.Ordinal), key))
            .ShouldBeProblemAsync(422, "idempotency_key_reused");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.DoesNotContain(secret, await RowsAsync(), StringComparison.Ordinal);
        Assert.Equal(1L, await ScalarAsync("select count(*) from api_keys where prefix = $1", secret[..12]));
    }

    [Fact]
    public async Task A_session_is_opened_once_and_its_answer_is_not_kept()
    {
        var (email, password) = await shared.AccountAsync();
        var body = SignIn(email, password);
        var caller = shared.Api.Client();

        await (await caller.KeyedAsync("POST", "/api/session", SignIn(email, "not the password"), key))
            .ShouldBeProblemAsync(401, "unauthenticated");
        await (await caller.KeyedAsync("POST", "/api/session", body, key)).ShouldBeOkAsync();
        Assert.Equal(HttpStatusCode.OK, await caller.WhoAmIAsync());

        await (await caller.KeyedAsync("POST", "/api/session", body, key)).ShouldBeProblemAsync(409, "idempotency_not_replayable");
        await (await caller.KeyedAsync("POST", "/api/session", SignIn(email, "not the password"), key))
            .ShouldBeProblemAsync(422, "idempotency_key_reused");

        Assert.Equal(1L, await ScalarAsync("select count(*) from sessions as s join users as u on u.id = s.user_id where u.email = $1", email));
        Assert.Equal(HttpStatusCode.OK, await caller.WhoAmIAsync());
    }

    [Fact]
    public async Task Signing_out_can_be_repeated_by_whoever_signed_in_again()
    {
        var (email, password) = await shared.AccountAsync();
        var caller = await shared.Api.SignedInAsync(email, password);
        using var first = await caller.KeyedAsync("DELETE", "/api/session", null, key);
        Assert.Equal((HttpStatusCode.NoContent, false), (first.StatusCode, first.IsReplayed()));
        await (await caller.KeyedAsync("DELETE", "/api/session", null, key)).ShouldBeProblemAsync(401, "unauthenticated");

        await caller.SignInAsync(email, password);
        using var again = await caller.KeyedAsync("DELETE", "/api/session", null, key);

        Assert.Equal((HttpStatusCode.NoContent, true), (again.StatusCode, again.IsReplayed()));
    }

    [Fact]
    public async Task A_password_cannot_be_guessed_from_a_fingerprint()
    {
        var body = TestUsers.Body(TestUsers.NewEmail()).ToJsonString();
        await shared.Admin.ShouldRepeatAsync("POST", TestUsers.Users, body, key);

        // Whoever has the table alone can try passwords only if they know how a body becomes a fingerprint: a plain hash would tell them.
        foreach (var plain in new[] { body, $"\0{body}", $"?\0{body}" })
        {
            Assert.Equal(0L, await ScalarAsync("select count(*) from idempotency_keys where fingerprint = sha256($1)", Encoding.UTF8.GetBytes(plain)));
        }

        Assert.DoesNotContain(TestUsers.Password, await RowsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, await RowsAsync(), StringComparison.Ordinal);
    }

    private static string SignIn(string email, string password) => $$"""{"email":"{{email}}","password":"{{password}}"}""";

    private async Task<string> RowsAsync() => (string)(await ScalarAsync("select coalesce(string_agg(k::text, ' '), '') from idempotency_keys as k"))!;

    private async Task<object?> ScalarAsync(string sql, params object[] parameters)
    {
        await using var command = shared.Api.Database.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.ExecuteScalarAsync();
    }
}
