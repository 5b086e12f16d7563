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

        while (await organization.ScalarAsync(Raised) is not 1L)
        {
            Assert.True(Stopwatch.GetElapsedTime(granted) < TimeSpan.FromSeconds(7), "There is no notice after seven seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

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
            await (await client.PostAsync($"/api/admin/organizations/{organization}/status-levels", Json.Content(GrantOfB(TimeSpan.FromSeconds(6))))).ShouldBeOkAsync();
            await first.KillAsync();
        }

        Assert.Equal(0L, await CountAsync(Raised));
        var left = due.AddSeconds(1) - TimeProvider.System.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TestContext.Current.CancellationToken);

        var started = Stopwatch.GetTimestamp();
        using var second = ProductProcess.Start(folder.Path, [], environment);
        await second.ReadyAsync();
        while (await CountAsync(Raised) is not 1L)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90), "There is no notice 90 s after the start.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

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
