using StatusLevels.Testing;
using StatusLevels.Testing.FirstProduct;

namespace StatusLevels.Api.Tests.Takeover;

/// <summary>What stops <c>takeover</c>, and what runs beside it.</summary>
[Collection("takeover")]
public sealed class TakeoverFaultTests : IAsyncLifetime
{
    private TakeoverShell shell = null!;

    public async ValueTask InitializeAsync() => shell = await TakeoverShell.BesideFirstProductAsync();

    public ValueTask DisposeAsync() => shell.DisposeAsync();

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_where_it_was()
    {
        await shell.FillAsync(3000);
        await shell.RunAsync("--dry-run", "--report", shell.Report);
        await shell.AcceptAsync("not_accepted");
        using (var killed = shell.Start("--accept", shell.Report))
        {
            await Eventually.HoldsAsync(
                async () => (long)(await shell.ScalarAsync("select count(*) from statuslevels.organization_status"))! > 200);
            await killed.KillAsync();
        }

        // Meanwhile the other side goes on, also with one that was written here and never noted as done.
        await shell.ExecuteAsync("""
            update public.organization_status_levels set is_active = false, updated_at = now()
            where organization_id in (
                select t.organization_id from statuslevels.takeover_organizations as t
                join statuslevels.organization_status as s using (organization_id) where t.done_at is null limit 5);
            """);
        var (code, _, error) = await shell.RunAsync("--accept", shell.Report);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(0L, await shell.ScalarAsync(FirstProductData.ShownOtherwise));
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.organization_status where version not in (1, 2)"));
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.takeover_organizations where done_at is null"));
        Assert.Equal(3000L, await shell.ScalarAsync("select count(*) from statuslevels.organizations"));
    }

    [Theory]
    [InlineData(CutMoment.AfterCommit)]
    [InlineData(CutMoment.BeforeRequest)]
    public async Task An_account_of_whose_write_nobody_heard_is_written_once(CutMoment moment)
    {
        await shell.FillAsync(30);
        await using var proxy = PostgresProxy.Start(shell.Database.RuntimeConnectionString);
        // Only the stored document says this.
        var cut = proxy.CutOnce($"\"organization_id\":\"{FirstProductData.Organization(2)}\"", moment);

        var (code, said, error) = await shell.RunAsync([.. shell.Environment, ("DATABASE_URL", proxy.ConnectionString)]);

        Assert.Equal((0, ""), (code, error));
        Assert.True(cut.IsCompletedSuccessfully, said);
        Assert.Equal(
            1L, await shell.ScalarAsync($"select version from statuslevels.organization_status where organization_id = '{FirstProductData.Organization(2)}'"));
        Assert.Equal(0L, await shell.ScalarAsync("select count(*) from statuslevels.takeover_organizations where done_at is null"));
    }

    [Fact]
    public async Task Beside_a_product_that_serves_alone_nothing_is_written()
    {
        await shell.FillAsync(30);
        using var product = shell.StartProduct();
        await product.SaysAsync("StatusLevels is ready at");
        await Eventually.HoldsAsync(
            async () => (bool)(await shell.ScalarAsync("select exists (select from statuslevels.delivery_leases)"))!);

        var (code, error) = await shell.CodeAndErrorAsync();
        var (dry, nothing) = await shell.CodeAndErrorAsync("--dry-run");

        Assert.Equal(2, code);
        Assert.StartsWith("StatusLevels serves on this database", error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (dry, nothing));
        Assert.Equal(0L, await shell.ScalarAsync("select (select count(*) from statuslevels.organization_status) + (select count(*) from statuslevels.organizations)"));
        await product.TerminateAsync();
        Assert.Equal((0, ""), await shell.CodeAndErrorAsync());
    }
}
