using Microsoft.Extensions.Time.Testing;
using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

public sealed class OneOrganizationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"), "203.0.113.7", "test");

    [Fact]
    public async Task A_granted_level_is_shown_and_accounted_for()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var clock = new FakeTimeProvider(Start);
        await using var silo = await TestSilo.StartAsync(database, clock);
        var organization = silo.Organization(new OrganizationId(Guid.NewGuid()));

        var reply = await organization.Grant(new StatusCommand.Grant(StatusLevel.B, Notes: "Проверено 🙂"), Admin);

        Assert.Null(reply.Refusal);
        Assert.Null(reply.Failure);
        Assert.Equal(StatusLevel.B, reply.Status.CurrentLevel);
        var status = await organization.GetStatus();
        Assert.Equal(1, status.Version);
        Assert.Equal(Start.AddMonths(18), status.LevelOf(StatusLevel.B)!.ValidUntil);
        var history = await organization.GetHistory(new HistoryQuery(0, 20));
        var entry = Assert.Single(history.Items);
        Assert.Equal((1, HistoryAction.Granted, "Проверено 🙂"), (entry.Sequence, entry.Action, entry.Notes));
        var refused = await organization.Grant(new StatusCommand.Grant(StatusLevel.B), Admin);
        Assert.IsType<Refusal.LevelAlreadyActive>(refused.Refusal);
    }
}
