using System.Diagnostics;
using System.Globalization;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Expiry;

/// <summary>Notices in real time, over real HTTP.</summary>
public sealed class PunctualNoticeTests(SharedApi shared)
{
    private const string Raised =
        "select count(*) from expiry_notices where organization_id = $1 and point = 60 and outcome = 'raised'";

    private const string Told =
        "select count(*) from outbox where organization_id = $1 and type = 'status.expiry.notice'";

    [Fact]
    public async Task A_grant_whose_sixty_day_point_lies_five_seconds_ahead_raises_its_notice_within_seven_seconds()
    {
        var organization = shared.Organization();
        var granted = Stopwatch.GetTimestamp();
        await (await organization.GrantAsync(GrantOfB(TimeSpan.FromSeconds(5)))).ShouldBeOkAsync();

        await Eventually.HoldsAsync(
            async () => await organization.ScalarAsync(Raised) is 1L, TimeSpan.FromSeconds(7) - Stopwatch.GetElapsedTime(granted));
        Assert.True(Stopwatch.GetElapsedTime(granted) > TimeSpan.FromSeconds(4));
        Assert.Equal(1L, await organization.ScalarAsync(Told));
    }

    [Fact]
    public async Task A_notice_due_while_the_process_is_away_is_raised_once_when_it_is_back()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        using var folder = new TestFolder();
        (string, string)[] environment =
        [
            ("PORT", "0"), ("DATA_DIR", "data"), ("ADMIN_EMAIL", TestApi.AdminEmail), ("ADMIN_PASSWORD", TestApi.AdminPassword),
            ("DATABASE_URL", $"{database.RuntimeConnectionString};{TestApi.SmallPool}"), ("CLUSTER", "local"),
        ];
        var organization = Guid.NewGuid();
        var due = TimeProvider.System.GetUtcNow().AddSeconds(15);
        using (var first = ProductProcess.Start(folder.Path, [], environment))
        {
            using var client = await first.ReadyAsync();
            await (await client.PostAsync("/api/session", Json.Content($$"""{"email":"{{TestApi.AdminEmail}}","password":"{{TestApi.AdminPassword}}"}"""))).ShouldBeOkAsync();
            due = TimeProvider.System.GetUtcNow().AddSeconds(6);
            await (
                await client.PostAsync(
                    $"/api/admin/organizations/{organization}/status-levels",
                    Json.Content(GrantOfB(TimeSpan.FromSeconds(6))))).ShouldBeOkAsync();
            await first.KillAsync();
        }

        Assert.Equal(0L, await CountAsync(Raised));
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() > due.AddSeconds(1));

        using var second = ProductProcess.Start(folder.Path, [], environment);
        await second.ReadyAsync();
        await Eventually.HoldsAsync(async () => await CountAsync(Raised) is 1L, TimeSpan.FromSeconds(90));
        await second.TerminateAsync();
        Assert.Equal((1L, 1L), ((long)(await CountAsync(Raised))!, (long)(await CountAsync(Told))!));

        async Task<object?> CountAsync(string sql)
        {
            await using var command = database.DataSource.CreateCommand(sql);
            command.Parameters.Add(new() { Value = organization });
            return await command.ExecuteScalarAsync();
        }
    }

    private static string GrantOfB(TimeSpan noticeIn) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"level":"B","valid_until":"{{TimeProvider.System.GetUtcNow().Add(noticeIn).AddDays(60):yyyy-MM-ddTHH:mm:ss.fffZ}}"}""");
}
