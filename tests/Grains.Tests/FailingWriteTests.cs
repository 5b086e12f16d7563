using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

public sealed class FailingWriteTests(SharedSilo shared)
{
    private static readonly StatusCommand.Revoke RevokeB = new(StatusLevel.B, "ошибка");

    [Theory]
    [InlineData("organization_status")]
    [InlineData("organization_status_levels")]
    [InlineData("organization_status_history")]
    [InlineData("status_upgrade_requests")]
    [InlineData("organization_subscriptions")]
    [InlineData("settled_notices")]
    [InlineData("outbox")]
    [InlineData("orleansreminderstable")]
    public async Task A_failing_projection_fails_the_write_and_changes_nothing(string table)
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await organization.ChangeSubscription(new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.Active), SharedSilo.Admin);
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var before = await shared.Database.FootprintAsync(id);
        var status = Text(await organization.GetStatus());
        var history = Text(await organization.GetHistory(new HistoryQuery(0, 20)));
        await shared.BreakAsync(table, id);

        var reply = await Change();

        Assert.Equal(StoreFailure.Unavailable, reply.Failure);
        Assert.Null(reply.Refusal);
        Assert.Empty(reply.Entries);
        Assert.Equal(status, Text(reply.Status));
        Assert.Equal(before, await shared.Database.FootprintAsync(id));
        Assert.Equal(status, Text(await organization.GetStatus()));
        Assert.Equal(history, Text(await organization.GetHistory(new HistoryQuery(0, 20))));

        await shared.MendAsync(id);
        var again = await Change();
        Assert.Null(again.Failure);
        Assert.Equal(3, again.Status.Version);
        Assert.NotEqual(before, await shared.Database.FootprintAsync(id));

        Task<CommandReply> Change() => table switch
        {
            "organization_subscriptions" => organization.ChangeSubscription(
                new StatusCommand.ChangeSubscription("sub-1", SubscriptionStatus.PastDue, GraceDays: 0), SharedSilo.Admin),
            "status_upgrade_requests" => organization.RequestUpgrade(
                new StatusCommand.RequestUpgrade(StatusLevel.C, "please", ["https://example.org/"]), SharedSilo.Admin),
            _ => organization.Revoke(RevokeB, SharedSilo.Admin),
        };
    }

    [Theory]
    [InlineData("outbox")]
    [InlineData("orleansreminderstable")]
    public async Task A_first_write_that_fails_leaves_an_organization_that_was_never_touched(string table)
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await shared.BreakAsync(table, id);

        var reply = await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);

        Assert.Equal((StoreFailure.Unavailable, 0), (reply.Failure, reply.Status.Version));
        Assert.Empty(await shared.Database.FootprintAsync(id));
        Assert.Null((await organization.GetStatus()).CurrentLevel);
        await shared.MendAsync(id);
        Assert.Equal(1, (await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin)).Status.Version);
    }
}
