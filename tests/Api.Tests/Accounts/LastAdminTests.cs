using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Tests.Audit;

namespace StatusLevels.Api.Tests.Accounts;

/// <summary>Somebody is always left who can administer the platform.</summary>
public sealed class LastAdminTests
{
    [Fact]
    public async Task The_last_enabled_admin_is_neither_removed_nor_disabled_nor_demoted()
    {
        await using var api = await TestApi.StartAsync();
        var admin = await api.SignedInAsync();
        var me = (await admin.ReadAsync("/api/session")).GetProperty("user").Text("id");
        var disabled = await admin.CreatedUserAsync(TestUsers.Body(TestUsers.NewEmail(), "platform_admin"));
        await (await admin.ChangeUserAsync(disabled.Text("id"), new() { ["disabled"] = true })).ShouldBeOkAsync();

        await (await admin.DeleteAsync($"{TestUsers.Users}/{me}")).ShouldBeProblemAsync(409, "last_platform_admin");
        await (await admin.ChangeUserAsync(me, new() { ["disabled"] = true })).ShouldBeProblemAsync(409, "last_platform_admin");
        await (await admin.ChangeUserAsync(me, new() { ["platform_role"] = null })).ShouldBeProblemAsync(409, "last_platform_admin");
        await (await admin.ChangeUserAsync(me, new() { ["display_name"] = "Still here" })).ShouldBeOkAsync();

        await (await admin.ChangeUserAsync(disabled.Text("id"), new() { ["disabled"] = false })).ShouldBeOkAsync();
        Assert.Null(
            (await (await admin.ChangeUserAsync(me, new() { ["platform_role"] = null })).ShouldBeOkAsync()).TextOrNull("platform_role"));
    }

    [Fact]
    public async Task Two_admins_who_take_each_other_away_at_once_do_not_both_succeed()
    {
        await using var api = await TestApi.BuildAsync();
        var users = api.Services.GetRequiredService<UserChanges>();
        var list = await api.Services.GetRequiredService<UserList>().ReadAsync(null, 10, default);
        var survivor = Assert.Single(list).Id;
        for (var round = 0; round < 10; round++)
        {
            var (other, _) = await users.CreateAsync(
                TestUsers.NewEmail(), "Other", null, PlatformRoles.PlatformAdmin, invitedIn: null, AuditOrigin.System, default);
            var demoted = new UserChange(null, null, null, NamesRole: true, PlatformRole: null);

            var refusals = await Task.WhenAll(
                Task.Run(async () => (await users.ChangeAsync(survivor, demoted, AuditOrigin.System, default)).Refusal),
                Task.Run(() => users.DeleteAsync(other!.Id, AuditOrigin.System, default)));

            Assert.Single(refusals, AdminRefusal.LastPlatformAdmin);
            Assert.Single(refusals, (AdminRefusal?)null);
            survivor = refusals[0] is null ? other!.Id : survivor;
        }
    }
}
