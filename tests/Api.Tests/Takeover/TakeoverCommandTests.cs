using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary><c>takeover</c> as an operator types it, on a database that both products share.</summary>
[Collection("takeover")]
public sealed class TakeoverCommandTests : IAsyncLifetime
{
    private const int Organizations = 300;

    private const string Written = """
        select (select count(*) from statuslevels.organization_status) || ' ' || (select count(*) from statuslevels.organization_status_history)
            || ' ' || (select count(*) from statuslevels.organizations) || ' ' || (select count(*) from statuslevels.organization_members)
            || ' ' || (select count(*) from statuslevels.status_upgrade_requests) || ' ' || (select count(*) from statuslevels.orleansreminderstable)
        """;

    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync() => shell = await TakeoverShell.BesideFirstProductAsync();

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    [Fact]
    public async Task A_dry_run_tells_what_would_be_done_and_writes_nothing()
    {
        await shell.FillAsync(Organizations);

        var (code, said, error) = await shell.RunAsync("--dry-run", "--report", shell.Report);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("303  organizations", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", said, StringComparison.Ordinal);
        foreach (
            var rule in (string[])["not_accepted", "past_its_end", "grace_never_ended", "level_without_history", "history_without_level",
                "unknown_action", "no_organization", "shows_another_level"])
        {
            Assert.Contains($"\n{rule}: ", said, StringComparison.Ordinal);
        }

        Assert.Equal("0 0 0 0 0 0", await shell.ScalarAsync(Written));
        Assert.Contains("\"not_accepted\"", await File.ReadAllTextAsync(shell.Report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_let_in_is_shown_as_there_and_nobody_hears_of_it()
    {
        await shell.FillAsync(Organizations);

        await TakeOverAllAsync();

        Assert.Equal(0L, await shell.ScalarAsync(FirstProductData.ShownOtherwise));
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.outbox"));
        Assert.Equal(
            0L, await shell.ScalarAsync("select count(*) from statuslevels.organization_status as s, lateral statuslevels.verify_status_history(s.organization_id) as v where not v.valid"));
        Assert.Equal(
            0L, await shell.ScalarAsync("select count(*) from statuslevels.organization_status_history where reason = 'imported' and effective_at > recorded_at - interval '1 day'"));
        // Notices that lie ahead are planned, and their reminders with them.
        Assert.NotEqual(0L, await shell.ScalarAsync("select count(*) from statuslevels.orleansreminderstable"));
        Assert.Equal(
            "editor", await shell.ScalarAsync($"select role from statuslevels.organization_members where organization_id = '{FirstProductData.Organization(1)}' and user_id like '%2'"));
        Assert.Equal(
            "pending", await shell.ScalarAsync($"select status from statuslevels.status_upgrade_requests where organization_id = '{FirstProductData.Organization(6)}'"));
    }

    [Fact]
    public async Task Without_a_persons_yes_there_is_no_B_and_no_C_and_it_can_be_said_later()
    {
        await shell.FillAsync(Organizations);
        Assert.Equal(0, (await shell.RunAsync("--report", shell.Report)).Code);
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.organization_status_levels where level <> 'A'"));

        await shell.AcceptAsync("not_accepted");
        var (code, said, _) = await shell.RunAsync("--accept", shell.Report);

        Assert.Equal(0, code);
        Assert.Contains("accounts to which levels are added", said, StringComparison.Ordinal);
        Assert.Equal(0L, await shell.ScalarAsync(FirstProductData.ShownOtherwise));
    }

    [Fact]
    public async Task Run_again_it_does_nothing_twice()
    {
        await shell.FillAsync(Organizations);
        await TakeOverAllAsync();
        var written = await shell.ScalarAsync(Written);

        var (code, said, _) = await shell.RunAsync("--accept", shell.Report);

        Assert.Equal(0, code);
        Assert.Contains("accounts taken over before", said, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts to take over", said, StringComparison.Ordinal);
        Assert.Equal(written, await shell.ScalarAsync(Written));
    }

    [Fact]
    public async Task All_levels_are_let_in_only_when_it_is_typed_and_that_is_in_the_audit()
    {
        await shell.FillAsync(30);
        using (var hasty = shell.Start("--accept-all"))
        {
            var (_, error) = await hasty.EndAsync("yes\n"u8.ToArray());
            Assert.Equal(2, hasty.ExitCode);
            Assert.Contains("was not typed. Nothing was written.", error, StringComparison.Ordinal);
        }

        Assert.Equal("0 0 0 0 0 0", await shell.ScalarAsync(Written));
        using var sure = shell.Start("--accept-all");
        await sure.EndAsync("accept all\n"u8.ToArray());

        Assert.Equal(0, sure.ExitCode);
        Assert.Equal(0L, await shell.ScalarAsync(FirstProductData.ShownOtherwise));
        Assert.Equal(1L, await shell.ScalarAsync("select count(*) from statuslevels.admin_audit where action = 'takeover.all_accepted'"));
    }

    [Fact]
    public async Task What_a_person_filled_in_is_neither_written_over_nor_read_by_half()
    {
        const string HalfQuoted = "organization_id,level,row,accept\n\"\",\"\",\"\",\"\"\n\"00000000-0000-4000-8000-000000000001,B,,yes\n";
        await File.WriteAllTextAsync(shell.Report, HalfQuoted);

        var (written, over) = await shell.CodeAndErrorAsync("--accept", shell.Report, "--report", shell.Report);
        var (read, half) = await shell.CodeAndErrorAsync("--accept", shell.Report);

        Assert.Equal((2, 2), (written, read));
        Assert.StartsWith("--report would write over", over, StringComparison.Ordinal);
        Assert.Contains($"Line 3 of {shell.Report}: a quote has no end.", half, StringComparison.Ordinal);
        Assert.Equal(HalfQuoted, await File.ReadAllTextAsync(shell.Report));
    }

    private async Task TakeOverAllAsync()
    {
        Assert.Equal(0, (await shell.RunAsync("--dry-run", "--report", shell.Report)).Code);
        await shell.AcceptAsync("not_accepted");
        var (code, _, error) = await shell.RunAsync("--accept", shell.Report);
        Assert.Equal((0, ""), (code, error));
    }
}
