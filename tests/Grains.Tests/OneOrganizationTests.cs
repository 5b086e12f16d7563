using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Grains.Tests;

public sealed class OneOrganizationTests(SharedSilo shared)
{
    [Fact]
    public async Task A_granted_level_is_shown_and_accounted_for()
    {
        var organization = shared.Organization(SharedSilo.NewOrganization());

        var reply = await organization.Grant(new StatusCommand.Grant(StatusLevel.B, Notes: "Проверено 🙂"), SharedSilo.Admin);

        Assert.Null(reply.Refusal);
        Assert.Null(reply.Failure);
        Assert.Equal(StatusLevel.B, reply.Status.CurrentLevel);
        var status = await organization.GetStatus();
        Assert.Equal(1, status.Version);
        Assert.Equal(SharedSilo.Start.AddMonths(18), status.LevelOf(StatusLevel.B)!.ValidUntil);
        var history = await organization.GetHistory(new HistoryQuery(0, 20));
        var entry = Assert.Single(history.Items);
        Assert.Equal((1, HistoryAction.Granted, "Проверено 🙂"), (entry.Sequence, entry.Action, entry.Notes));
        var refused = await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        Assert.IsType<Refusal.LevelAlreadyActive>(refused.Refusal);
    }

    [Fact]
    public async Task A_change_on_another_version_than_the_caller_saw_is_not_made()
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var before = await shared.Database.FootprintAsync(id);

        var stale = await organization.Verify(SharedSilo.Admin with { ExpectedVersion = 0 });
        Assert.Equal(StoreFailure.VersionMismatch, stale.Failure);
        Assert.Equal(1, stale.Status.Version);
        Assert.Equal(before, await shared.Database.FootprintAsync(id));

        var current = await organization.Verify(SharedSilo.Admin with { ExpectedVersion = 1 });
        Assert.Null(current.Failure);
        Assert.Equal(2, current.Status.Version);
    }

    [Fact]
    public async Task The_history_is_paged_and_filtered_and_does_not_drift()
    {
        var organization = shared.Organization(SharedSilo.NewOrganization());
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        for (var write = 0; write < 6; write++)
        {
            await organization.Verify(SharedSilo.Admin);
        }

        var first = await organization.GetHistory(new HistoryQuery(0, 3));
        Assert.Equal((7, 7), (first.Total, first.UpTo));
        Assert.Equal([7, 6, 5], first.Items.Select(item => item.Sequence));

        await organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
        var next = await organization.GetHistory(new HistoryQuery(3, 3, UpTo: first.UpTo));
        Assert.Equal((7, 7), (next.Total, next.UpTo));
        Assert.Equal([4, 3, 2], next.Items.Select(item => item.Sequence));
        var last = await organization.GetHistory(new HistoryQuery(6, 3, UpTo: first.UpTo));
        Assert.Equal([1], last.Items.Select(item => item.Sequence));
        Assert.Empty((await organization.GetHistory(new HistoryQuery(7, 3, UpTo: first.UpTo))).Items);

        var renewals = await organization.GetHistory(new HistoryQuery(1, 2, StatusLevel.B, HistoryAction.Renewed));
        Assert.Equal(6, renewals.Total);
        Assert.Equal([6, 5], renewals.Items.Select(item => item.Sequence));
        Assert.Equal(0, (await organization.GetHistory(new HistoryQuery(0, 2, StatusLevel.A))).Total);
    }
}
