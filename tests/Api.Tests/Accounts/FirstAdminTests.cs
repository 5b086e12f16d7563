using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Sessions;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Tests.Accounts;

public sealed class FirstAdminTests
{
    private static readonly Dictionary<string, string?> NoAdmin =
        new(StringComparer.Ordinal) { ["ADMIN_EMAIL"] = null, ["ADMIN_PASSWORD"] = null };

    private static async Task<object?> CountAdminsAsync(TestApi api)
    {
        await using var command = api.Database.DataSource.CreateCommand("select count(*) from statuslevels.users where platform_role = 'platform_admin'");
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task In_development_a_first_admin_is_made_up_kept_and_announced()
    {
        await using var api = await TestApi.StartAsync(NoAdmin);

        var generated = api.Services.GetRequiredService<FirstAdmin>().Generated;
        Assert.NotNull(generated);
        Assert.Equal(generated.Password, (await File.ReadAllTextAsync(generated.KeptIn)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(generated.KeptIn));
        }

        using var answer = await api.Client().PostAsync("/api/session", Json.Content($$"""{"email":"{{generated.Email}}","password":"{{generated.Password}}"}"""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var banner = Banner.Text(api.Services.GetRequiredService<ApiSettings>(), ["http://[::]:8080"], generated);
        Assert.Contains("http://localhost:8080", banner, StringComparison.Ordinal);
        Assert.Contains(generated.Email, banner, StringComparison.Ordinal);
        Assert.Contains(generated.Password, banner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generated_password_that_was_changed_since_is_not_announced()
    {
        await using var api = await TestApi.BuildAsync(NoAdmin);
        var admin = api.Services.GetRequiredService<FirstAdmin>();
        var hash = api.Services.GetRequiredService<Passwords>().Hash("another password");
        await using (var change = api.Database.DataSource.CreateCommand("update statuslevels.users set password_hash = $1"))
        {
            change.Parameters.Add(new() { Value = hash });
            await change.ExecuteNonQueryAsync();
        }

        await admin.EnsureAsync(mayGenerate: true, TestContext.Current.CancellationToken);

        Assert.Null(admin.Generated);
        Assert.Equal(1L, await CountAdminsAsync(api));
    }

    [Fact]
    public async Task Outside_development_nothing_is_made_up()
    {
        await using var api = await TestApi.BuildAsync(NoAdmin, environment: "Production");

        Assert.Equal(0L, await CountAdminsAsync(api));
        Assert.Null(api.Services.GetRequiredService<FirstAdmin>().Generated);
        Assert.Contains(api.Log.Lines, line => line.Text.Contains("ADMIN_EMAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_make_one_admin()
    {
        await using var api = await TestApi.BuildAsync(NoAdmin, environment: "Production");
        var accounts = api.Services.GetRequiredService<AccountStore>();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(node =>
            accounts.CreateFirstAdminAsync($"admin{node}@example.org", "Admin", "hash", TestContext.Current.CancellationToken)));

        Assert.Single(made, true);
        Assert.Equal(1L, await CountAdminsAsync(api));
    }

    [Fact]
    public async Task An_existing_account_becomes_the_admin_when_there_is_none()
    {
        await using var api = await TestApi.BuildAsync();
        await using (var demote = api.Database.DataSource.CreateCommand("update statuslevels.users set platform_role = null, password_hash = 'x', disabled_at = now()"))
        {
            await demote.ExecuteNonQueryAsync();
        }

        await api.Services.GetRequiredService<FirstAdmin>().EnsureAsync(mayGenerate: false, TestContext.Current.CancellationToken);

        var signIn = api.Services.GetRequiredService<SignIn>();
        var found = await signIn.FindAsync(TestApi.AdminEmail, TestContext.Current.CancellationToken);
        Assert.NotNull(await signIn.OpenAsync(
            TestApi.AdminEmail, found, TestApi.AdminPassword, replacedTokens: [], keyed: null, TestContext.Current.CancellationToken));
        Assert.Equal(1L, await CountAdminsAsync(api));
    }
}
