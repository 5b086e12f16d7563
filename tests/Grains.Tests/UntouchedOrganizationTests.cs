using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

public sealed class UntouchedOrganizationTests(SharedSilo shared)
{
    [Fact]
    public async Task Asking_for_an_organization_that_was_never_touched_leaves_no_row_and_no_activation()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => SharedSilo.NewOrganization()).ToArray();
        foreach (var id in ids)
        {
            var organization = shared.Organization(id);
            Assert.Null((await organization.GetStatus()).CurrentLevel);
            Assert.Empty((await organization.GetHistory(new HistoryQuery(0, 20))).Items);
            Assert.NotNull((await organization.Revoke(new StatusCommand.Revoke(StatusLevel.A), SharedSilo.Admin)).Refusal);
            Assert.NotNull((await organization.Verify(SharedSilo.Admin with { ExpectedVersion = 4 })).Failure);
            Assert.Equal(0, (await organization.Tick(Call.System)).Status.Version);
        }

        foreach (var id in ids)
        {
            Assert.Empty(await shared.Database.FootprintAsync(id));
        }

        await Eventually.HoldsAsync(async () => !(await Activations()).Intersect(ids).Any());
    }

    [Fact]
    public async Task A_call_that_nothing_came_of_leaves_no_activation()
    {
        var refused = SharedSilo.NewOrganization();
        var stale = SharedSilo.NewOrganization();
        await shared.Organization(refused).Verify(SharedSilo.Admin);
        await shared.Organization(stale).Verify(SharedSilo.Admin with { ExpectedVersion = 4 });

        await Eventually.HoldsAsync(async () => !(await Activations()).Intersect([refused, stale]).Any());
    }

    [Fact]
    public async Task Many_calls_at_once_for_an_organization_that_was_never_touched_are_all_answered()
    {
        var organization = shared.Organization(SharedSilo.NewOrganization());

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => organization.Verify(SharedSilo.Admin)));

        Assert.All(replies, reply => Assert.IsType<Refusal.LevelNotActive>(reply.Refusal));
    }

    [Fact]
    public async Task An_organization_that_was_touched_stays_in_memory()
    {
        var id = SharedSilo.NewOrganization();
        await shared.Organization(id).Grant(new StatusCommand.Grant(StatusLevel.A), SharedSilo.Admin);
        await shared.Organization(id).GetStatus();
        Assert.Contains(id, await Activations());
    }

    private async Task<HashSet<OrganizationId>> Activations()
    {
        var management = shared.Silo.Grains.GetGrain<IManagementGrain>(0);
        return [.. (await management.GetDetailedGrainStatistics()).Where(IsOrganization).Select(
            found => new OrganizationId(found.GrainId.GetGuidKey()))];

        static bool IsOrganization(DetailedGrainStatistic found) =>
            found.GrainType.Contains("OrganizationStatusGrain", StringComparison.Ordinal);
    }
}
