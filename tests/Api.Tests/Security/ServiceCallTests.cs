using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Security;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Security;

/// <summary>A service is not a person: what its calls do, and what they do not undo.</summary>
public sealed class ServiceCallTests(SecuredApi api)
{
    private readonly Guid organization = Guid.NewGuid();

    private string Levels => $"/api/admin/organizations/{organization}/status-levels";

    private async Task<HttpClient> AdminAsync()
    {
        var client = api.Api.Client();
        client.DefaultRequestHeaders.Add("Cookie", await api.SessionAsync(await api.AccountAsync(isPlatformAdmin: true)));
        return client;
    }

    private async Task<(Guid Id, HttpClient Client)> ServiceAsync(params string[] scopes)
    {
        var (id, key) = await api.KeyAsync(scopes);
        var client = api.Api.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return (id, client);
    }

    private Task<HttpResponseMessage> ReportAsync(HttpClient client, string status) => client.ReportAsync(
        new JsonObject { ["subscription_id"] = "sub_1", ["new_status"] = status, ["organization_id"] = organization.ToString() });

    private static string Action(System.Text.Json.JsonElement answer) =>
        answer.GetProperty("data").GetProperty("status_levels").GetProperty("level_a_action").Text("action");

    [Fact]
    public async Task A_services_grant_is_automatic_and_bears_the_id_of_its_key()
    {
        var (id, service) = await ServiceAsync(Scopes.StatusWrite);
        var admin = await AdminAsync();

        var level = await (await service.GrantAsync(organization, "B")).ShouldBeOkAsync();
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();

        Assert.Equal(id.ToString(), level.Text("granted_by"));
        var entries = await admin.HistoryAsync(organization);
        Assert.Equal(["granted", "auto_granted"], entries.Select(entry => entry.Text("action")));
        Assert.Equal(id.ToString(), entries[1].Text("performed_by"));
    }

    [Fact]
    public async Task A_service_does_not_undo_what_a_person_revoked()
    {
        var (_, service) = await ServiceAsync(Scopes.StatusWrite, Scopes.SubscriptionsWrite);
        var admin = await AdminAsync();
        await (await ReportAsync(service, "active")).ShouldBeOkAsync();
        await (await admin.RevokeAsync(organization, "A")).ShouldBeOkAsync();

        var claim = new JsonObject { ["level"] = "A", ["subscription_id"] = "sub_1" };
        await (await service.SendAsync(HttpMethod.Post, Levels, claim)).ShouldBeProblemAsync(409, "automatic_granting_blocked");
        Assert.Equal("blocked", Action(await (await ReportAsync(service, "active")).ShouldBeOkAsync()));
        await (await admin.GrantAsync(organization, "A")).ShouldBeOkAsync();
        Assert.Equal("already_active", Action(await (await ReportAsync(service, "active")).ShouldBeOkAsync()));
    }

    [Fact]
    public async Task A_service_grants_no_C_that_a_person_revoked()
    {
        var (_, service) = await ServiceAsync(Scopes.StatusWrite);
        var admin = await AdminAsync();
        foreach (var level in new[] { "B", "C" })
        {
            await (await admin.GrantAsync(organization, level)).ShouldBeOkAsync();
        }

        await (await admin.RevokeAsync(organization, "C")).ShouldBeOkAsync();

        await (await service.GrantAsync(organization, "C")).ShouldBeProblemAsync(409, "automatic_granting_blocked");
        await (await admin.GrantAsync(organization, "C")).ShouldBeOkAsync();
    }

    [Fact]
    public async Task A_services_revocation_blocks_nothing()
    {
        var (_, service) = await ServiceAsync(Scopes.StatusWrite, Scopes.SubscriptionsWrite);
        await (await ReportAsync(service, "active")).ShouldBeOkAsync();

        await (await service.RevokeAsync(organization, "A")).ShouldBeOkAsync();

        Assert.Equal("granted", Action(await (await ReportAsync(service, "active")).ShouldBeOkAsync()));
    }

    [Fact]
    public async Task A_service_is_not_told_what_platform_admins_wrote()
    {
        var (_, service) = await ServiceAsync(Scopes.StatusWrite);
        var admin = await AdminAsync();
        await (
            await admin.SendAsync(HttpMethod.Post, Levels, new JsonObject { ["level"] = "B", ["notes"] = "among us" })).ShouldBeOkAsync();

        var renewed = await (await service.SendAsync(HttpMethod.Post, $"{Levels}/B/verification")).ShouldBeOkAsync();

        Assert.False(renewed.TryGetProperty("notes", out _));
        Assert.True(renewed.TryGetProperty("granted_by", out _));
    }

    [Fact]
    public async Task The_supabase_service_role_is_a_service_and_no_admin()
    {
        var role = SecuredApi.Bearer(SecuredApi.ServiceRoleKey);

        var level = await (await api.SendAsync(HttpMethod.Post, Levels, """{"level":"A"}""", role)).ShouldBeOkAsync();

        Assert.Equal("supabase_service_role", level.Text("granted_by"));
        await (await api.SendAsync(HttpMethod.Get, "/api/admin/upgrade-requests", null, role)).ShouldBeProblemAsync(403, "forbidden");
        foreach (
            var wrong in new[] { SecuredApi.ServiceRoleKey[..^1], $"{SecuredApi.ServiceRoleKey}x",
                SecuredApi.ServiceRoleKey.ToUpperInvariant() })
        {
            await (await api.SendAsync(HttpMethod.Post, Levels, """{"level":"A"}""", SecuredApi.Bearer(wrong)))
                .ShouldBeProblemAsync(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task When_a_key_was_used_is_noted_without_a_write_for_each_request()
    {
        var (id, service) = await ServiceAsync(Scopes.StatusWrite);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/api/status-levels/info")).StatusCode);

        var first = await UsedAsync(id, _ => true);
        await service.GetAsync("/api/status-levels/info");
        api.Api.Services.GetRequiredService<PrincipalCache>().ForgetKey(id);
        await service.GetAsync("/api/status-levels/info");

        // A marker key behind them in the queue: once it is noted, they would have been.
        var (marker, behind) = await ServiceAsync(Scopes.StatusWrite);
        await behind.GetAsync("/api/status-levels/info");
        await UsedAsync(marker, _ => true);
        Assert.Equal(first, await UsedAsync(id, _ => true));

        await api.ExecuteAsync("update statuslevels.api_keys set last_used_at = last_used_at - interval '61 seconds' where id = $1", id);
        api.Api.Services.GetRequiredService<PrincipalCache>().ForgetKey(id);
        await service.GetAsync("/api/status-levels/info");
        await UsedAsync(id, at => at >= first);
    }

    private async Task<DateTime> UsedAsync(Guid key, Func<DateTime, bool> isNoted)
    {
        var seen = await Eventually.SeesAsync(
            async () =>
            {
                await using var command = api.Api.Database.DataSource
                    .CreateCommand("select last_used_at from statuslevels.api_keys where id = $1").With(key);
                return await command.ExecuteScalarAsync() as DateTime?;
            },
            at => at is { } used && isNoted(used));
        return seen!.Value;
    }
}
