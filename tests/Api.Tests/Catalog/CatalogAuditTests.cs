using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StatusLevels.Api.Audit;
using StatusLevels.Api.Catalog;
using StatusLevels.Api.Tests.Audit;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Catalog;

namespace StatusLevels.Api.Tests.Catalog;

public sealed class CatalogAuditTests
{
    [Fact]
    public async Task A_catalog_is_noted_when_it_differs_from_the_one_before()
    {
        await using var api = await TestApi.StartAsync();
        var catalog = api.Services.GetRequiredService<StatusLevelCatalog>();
        var changes = api.Services.GetRequiredService<AuditedChanges>();
        var admin = await api.SignedInAsync();
        var first = Assert.Single(await RowsAsync(admin));
        Assert.Equal(
            ("system", "catalog", "level_catalog"), (first.Text("actor_kind"), first.Text("subject_kind"), first.Text("subject_id")));
        Assert.Equal(catalog.Version, first.GetProperty("after").Text("version"));
        Assert.Equal(catalog.ValidityMonths, first.GetProperty("after").GetProperty("numbers").GetProperty("ValidityMonths").GetInt32());

        await new CatalogAudit(changes, catalog).RecordAsync(default);
        Assert.Single(await RowsAsync(admin));

        var longer = catalog with { ValidityMonths = 24 };
        longer = longer with { Version = CatalogVersion.Of(longer) };
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => new CatalogAudit(changes, longer).RecordAsync(default)));

        var rows = await RowsAsync(admin);
        Assert.Equal(2, rows.Length);
        Assert.Equal(first.GetProperty("after").GetRawText(), rows[0].GetProperty("before").GetRawText());
        Assert.Equal(
            (longer.Version, 24),
            (
                rows[0].GetProperty("after").Text("version"),
                rows[0].GetProperty("after").GetProperty("numbers").GetProperty("ValidityMonths").GetInt32()));
    }

    [Fact]
    public async Task A_published_text_is_part_of_the_catalog()
    {
        await using var api = await TestApi.StartAsync();
        var catalog = api.Services.GetRequiredService<StatusLevelCatalog>();
        var dearer = catalog with
        {
            Levels = catalog.Levels.SetItem(
                StatusLevel.A,
                catalog.Levels[StatusLevel.A] with
                {
                    Price = ImmutableDictionary<string, string>.Empty.Add("en", "7 € a month").Add("ru",
                    "7 € в месяц")
                }),
        };

        await new CatalogAudit(api.Services.GetRequiredService<AuditedChanges>(), dearer).RecordAsync(default);

        var rows = await RowsAsync(await api.SignedInAsync());
        Assert.Equal(2, rows.Length);
        Assert.Equal("7 € в месяц", rows[0].GetProperty("after").GetProperty("levels").GetProperty("A").GetProperty("price").Text("ru"));
    }

    private static async Task<JsonElement[]> RowsAsync(HttpClient admin) => await admin.AuditOfAsync("catalog", "level_catalog");
}
