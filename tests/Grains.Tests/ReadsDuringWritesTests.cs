using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using static StatusLevels.Grains.Tests.TestTables;

namespace StatusLevels.Grains.Tests;

public sealed class ReadsDuringWritesTests(SharedSilo shared)
{
    // Far less than a write may take, far more than a read does.
    private static readonly TimeSpan Patience = Testing.Patience.OfSeconds(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_during_a_write_sees_what_is_committed_and_does_not_wait(bool writeFails)
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        await organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
        var status = Text(await organization.GetStatus());
        var history = Text(await organization.GetHistory(new HistoryQuery(0, 20)));
        if (writeFails)
        {
            await shared.BreakAsync("outbox", id);
        }

        Task<CommandReply> write;
        await using (await shared.HoldWritesAsync(id))
        {
            write = organization.Revoke(new StatusCommand.Revoke(StatusLevel.B), SharedSilo.Admin);
            await shared.WriteIsHeldAsync(id);
            Assert.Equal(status, Text(await organization.GetStatus().WaitAsync(Patience)));
            Assert.Equal(history, Text(await organization.GetHistory(new HistoryQuery(0, 20)).WaitAsync(Patience)));
            Assert.False(write.IsCompleted);
        }

        Assert.Equal(writeFails ? StoreFailure.Unavailable : null, (await write).Failure);
        Assert.Equal(writeFails ? StatusLevel.B : null, (await organization.GetStatus()).CurrentLevel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_during_the_first_write_sees_an_untouched_organization_and_does_not_wait(bool writeFails)
    {
        var id = SharedSilo.NewOrganization();
        var organization = shared.Organization(id);
        if (writeFails)
        {
            await shared.BreakAsync("outbox", id);
        }

        Task<CommandReply> write;
        await using (await shared.HoldWritesAsync(id))
        {
            write = organization.Grant(new StatusCommand.Grant(StatusLevel.B), SharedSilo.Admin);
            await shared.WriteIsHeldAsync(id);
            for (var read = 0; read < 3; read++)
            {
                Assert.Equal(0, (await organization.GetStatus().WaitAsync(Patience)).Version);
                Assert.Empty((await organization.GetHistory(new HistoryQuery(0, 20)).WaitAsync(Patience)).Items);
            }

            Assert.False(write.IsCompleted);
        }

        Assert.Equal(writeFails ? StoreFailure.Unavailable : null, (await write).Failure);
        Assert.Equal(writeFails ? null : StatusLevel.B, (await organization.GetStatus()).CurrentLevel);
    }
}
