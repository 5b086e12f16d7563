namespace StatusLevels.Pages.Tests;

/// <summary>Sites that are proven, without anybody who looks at them.</summary>
internal static class DomainRows
{
    public static async Task ProveAsync(ProductInBrowser product, Guid organization, string domain, CancellationToken cancellationToken)
    {
        var database = await product.DatabaseAsync();
        await using var insert = database.DataSource.CreateCommand(
            "insert into statuslevels.organization_domains (organization_id, domain, added_at, verified_at, method, checked_at) values ($1, $2, now(), now(), 'file', now())");
        insert.Parameters.Add(new() { Value = organization });
        insert.Parameters.Add(new() { Value = domain });
        Assert.Equal(1, await insert.ExecuteNonQueryAsync(cancellationToken));
    }
}
