using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Binding;

/// <summary>A flood of ids that nobody knows, in a product of its own whose every row and activation is counted.</summary>
public sealed class UnknownIdTests
{
    private const int Ids = 300;

    private static readonly string[] Reads =
    [
        "/api/organizations/{0}/status", "/api/organizations/{0}/status-history", "/api/organizations/{0}/status/history",
        "/api/organizations/{0}/status/timeline",
        "/api/organizations/{0}/status-upgrade-requests", "/api/organizations/{0}/notifications", "/api/admin/organizations/{0}",
    ];

    [Fact]
    public async Task A_flood_of_unknown_ids_leaves_no_row_in_any_table_and_no_activation()
    {
        await using var api = await TestApi.StartAsync();
        var (admin, anyone) = (await api.SignedInAsync(), api.Client());
        var before = await EveryTable.CountsAsync(api.Database.DataSource);

        await Parallel.ForEachAsync(Enumerable.Range(0, Ids), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (number, cancelled) =>
        {
            var id = Guid.NewGuid();
            await (await anyone.GetAsync($"/api/organizations/{id}/status", cancelled)).ShouldBeOkAsync();
            await (
                await admin.GetAsync(
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, Reads[number % Reads.Length], id),
                    cancelled)).ShouldBeOkAsync();
            // A refused change is no trace either.
            await (await admin.RevokeAsync(id, "A")).ShouldBeProblemAsync(404, "level_not_active");
        });

        var after = await EveryTable.CountsAsync(api.Database.DataSource);
        Assert.Equal(before, after);
        await NoneStaysAsync(api);
    }

    private static async Task NoneStaysAsync(TestApi api)
    {
        var management = api.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Eventually.SeesAsync(
            async () => (await management.GetDetailedGrainStatistics()).Count(IsOrganization), left => left == 0, ProductProcess.Patience);

        static bool IsOrganization(DetailedGrainStatistic found) =>
            found.GrainType.Contains("OrganizationStatusGrain", StringComparison.Ordinal);
    }
}
