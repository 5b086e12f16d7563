using StatusLevels.Grains.Contracts;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Api.Tests.Catalog;

/// <summary>The system's clock, moved: what waits by it goes on waiting as usual.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));
}

/// <summary>An organization that lives twice: in the running product, and as the bare rules would have it.</summary>
internal sealed class PreviewedLife
{
    private static readonly Call Admin = new(new Actor(ActorKind.User, "admin-1"));

    private readonly IOrganizationStatusGrain grain;
    private StatusBook book;

    private PreviewedLife(IGrainFactory grains)
    {
        grain = grains.OrganizationStatus(new OrganizationId(Id));
        book = StatusBook.Empty(new OrganizationId(Id));
    }

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The state after the metrics of today are reported under this catalog; the state as it is when there are none.</summary>
    public StatusBook? After(StatusLevelCatalog catalog, TimeProvider clock) => book.Metrics is not { } last ? null : book.Decide(
        new StatusCommand.ReportReputation(last.AsOf, last.ReviewCount, last.ResponseRate, last.AvgResponseHours, last.PublicCases),
        Context(clock), catalog).Book;

    /// <summary>Lives that end today in every way to stand towards C.</summary>
    public static async Task<PreviewedLife[]> LiveAsync(IGrainFactory grains, ShiftedClock clock, StatusLevelCatalog catalog, int count)
    {
        var random = new Random(20260301);
        var lives = Enumerable.Range(0, count).Select(_ => new PreviewedLife(grains)).ToArray();
        foreach (var life in lives)
        {
            // Some have no B, some lose it within the days to come, some for good.
            var validity = random.Next(6) switch { 0 => (int?)null, 1 => 10, 2 => 40, _ => 300 };
            if (validity is { } days)
            {
                await life.DoAsync(new StatusCommand.Grant(StatusLevel.B, clock.GetUtcNow().AddDays(days)), clock, catalog);
            }

            // A person grants C before any metrics, on judgement, or after them, when they may be met.
            var granted = random.Next(3);
            foreach (var step in Enumerable.Range(0, 3))
            {
                await (step is 1 ? life.ReportAsync(random, clock, catalog)
                    : granted == step ? life.DoAsync(new StatusCommand.Grant(StatusLevel.C), clock, catalog)
                    : Task.CompletedTask);
            }
        }

        foreach (var pause in new[] { 20, 25 })
        {
            clock.Advance(TimeSpan.FromDays(pause));
            foreach (var life in lives.Where(_ => random.Next(3) == 0))
            {
                switch (random.Next(5))
                {
                    case 0:
                        await life.DoAsync(new StatusCommand.Revoke(StatusLevel.C), clock, catalog);
                        break;
                    case 1:
                        await life.DoAsync(new StatusCommand.Forget(), clock, catalog);
                        break;
                    default:
                        await life.ReportAsync(random, clock, catalog);
                        break;
                }
            }
        }

        return lives;
    }

    private static CommandContext Context(TimeProvider clock) => new(Admin.Actor, clock.GetUtcNow(), new string('0', 32));

    private Task ReportAsync(Random random, TimeProvider clock, StatusLevelCatalog catalog) => random.Next(10) == 0
        ? Task.CompletedTask
        : DoAsync(
            new StatusCommand.ReportReputation(
                clock.GetUtcNow(), random.GetItems([9, 10, 15, 15, 20, 25], 1)[0], random.GetItems([80, 80.5m, 85, 85, 90, 100], 1)[0],
                random.GetItems([10, 23.9m, 24, 47.99m, 48, 59], 1)[0], random.GetItems([0, 1, 1, 2], 1)[0]),
            clock, catalog);

    private async Task DoAsync(StatusCommand command, TimeProvider clock, StatusLevelCatalog catalog)
    {
        // A reminder may have ticked the grain already; after a Tick of both they stand at the same entry.
        await grain.Tick(Admin);
        book = book.Decide(new StatusCommand.Tick(), Context(clock), catalog).Book;
        book = book.Decide(command, Context(clock), catalog).Book;
        var reply = command switch
        {
            StatusCommand.Grant grant => await grain.Grant(grant, Admin),
            StatusCommand.Revoke revoke => await grain.Revoke(revoke, Admin),
            StatusCommand.ReportReputation report => await grain.ReportReputation(report, Admin),
            _ => await grain.Forget(Admin),
        };
        Assert.Null(reply.Failure);
        Assert.Equal(book.Sequence, reply.Status.Sequence);
    }
}
