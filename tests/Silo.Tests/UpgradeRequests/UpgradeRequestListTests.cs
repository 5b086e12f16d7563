using System.Globalization;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;
using StatusLevels.Silo.UpgradeRequests;
using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.UpgradeRequests;

public sealed class UpgradeRequestListTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId One = new(new Guid("6f0e2b8a-5a55-4f0e-9c0d-2b1a7d3c9e10"));
    private static readonly OrganizationId Other = new(new Guid("0a4f1c7e-6d0b-4c55-9a3e-5f2f6c1d8e90"));

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_even_where_instants_are_equal()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        for (var number = 0; number < 7; number++)
        {
            await AddAsync(database, number % 2 == 0 ? One : Other, number, "pending", Start.AddDays(number / 3));
        }

        await AddAsync(database, One, 7, "approved", Start);
        var list = new UpgradeRequestList(database.DataSource);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], (await QueueAsync(list, take: 100)).Select(Number));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], (await QueueAsync(list, take: 2)).Select(Number));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], (await QueueAsync(list, take: 1)).Select(Number));
        Assert.Equal([6, 4, 7, 2, 0], await OfAsync(list, One, take: 2));
        Assert.Equal([5, 3, 1], await OfAsync(list, Other, take: 1));
    }

    [Fact]
    public async Task The_total_is_exact_on_every_page_also_on_one_without_items()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var list = new UpgradeRequestList(database.DataSource);
        Assert.Equal(0, (await list.ReadQueue(UpgradeRequestStatus.Pending, null, 10, CancellationToken.None)).Total);
        for (var number = 0; number < 3; number++)
        {
            await AddAsync(database, One, number, "rejected", Start);
        }

        var (items, total) = await list.ReadQueue(UpgradeRequestStatus.Rejected, null, 1, CancellationToken.None);
        Assert.Equal((1, 3), (items.Length, total));
        (items, total) = await list.ReadQueue(
            UpgradeRequestStatus.Rejected, new UpgradeRequestPlace(Start.AddDays(1), Guid.Empty), 1, CancellationToken.None);
        Assert.Equal((0, 3), (items.Length, total));
    }

    [Fact]
    public async Task A_request_is_read_with_all_that_is_known_of_it()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var command = database.DataSource.CreateCommand("""
            insert into status_upgrade_requests values
            ($1, $2, 'C', 'approved', 'Пожалуйста 🙂', '{https://example.org/}', 'user-1', '2026-03-01T09:00:00Z', '2026-03-03T09:00:00Z',
             'admin-1', 'Between us.', null, 4, 'Welcome.')
            """);
        command.With(One.Value, Id(1));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var item = Assert.Single(await new UpgradeRequestList(database.DataSource).ReadOf(One, null, 10, CancellationToken.None));

        Assert.Equal(["https://example.org/"], item.EvidenceUrls);
        Assert.Equal(
            new StoredUpgradeRequest
            {
                OrganizationId = One,
                Id = Id(1),
                Level = StatusLevel.C,
                Status = UpgradeRequestStatus.Approved,
                Message = "Пожалуйста 🙂",
                EvidenceUrls = [],
                RequestedBy = "user-1",
                RequestedAt = Start,
                ClosedAt = Start.AddDays(2),
                ClosedBy = "admin-1",
                ReviewNotes = "Between us.",
                RejectionReason = null,
                GrantSequence = 4,
                Comment = "Welcome.",
            },
            item with { EvidenceUrls = [] });
    }

    private static Guid Id(int number) => Guid.Parse($"00000000-0000-4000-8000-{number.ToString("D12", CultureInfo.InvariantCulture)}");

    private static int Number(StoredUpgradeRequest request) => int.Parse(request.Id.ToString()[24..], CultureInfo.InvariantCulture);

    private static async Task AddAsync(TestDatabase database, OrganizationId organization, int number, string status, DateTimeOffset at)
    {
        await using var command = database.DataSource.CreateCommand("""
            insert into status_upgrade_requests (organization_id, id, target_level, status, evidence_urls, requested_at) values ($1, $2, 'B', $3, '{}', $4)
            """);
        command.With(organization.Value, Id(number), status, at);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<StoredUpgradeRequest>> QueueAsync(UpgradeRequestList list, int take)
    {
        var all = new List<StoredUpgradeRequest>();
        while (true)
        {
            var (page, total) = await list.ReadQueue(
                UpgradeRequestStatus.Pending, all.LastOrDefault()?.Place, take, CancellationToken.None);
            Assert.Equal(7, total);
            all.AddRange(page);
            if (page.Length < take)
            {
                return all;
            }
        }
    }

    private static async Task<IEnumerable<int>> OfAsync(UpgradeRequestList list, OrganizationId organization, int take)
    {
        var all = new List<StoredUpgradeRequest>();
        while (true)
        {
            var page = await list.ReadOf(organization, all.LastOrDefault()?.Place, take, CancellationToken.None);
            all.AddRange(page);
            if (page.Length < take)
            {
                return all.Select(Number);
            }
        }
    }
}
