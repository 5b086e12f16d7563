namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>The whole schema as it is agreed, in <c>schema.txt</c>.</summary>
internal static class GoldenSchema
{
    /// <summary>The database has exactly this schema. What it has instead is left beside the file, as <c>schema.actual.txt</c>.</summary>
    public static async Task IsInAsync(string connectionString)
    {
        var agreed = await File.ReadAllTextAsync(Named("schema.txt"), TestContext.Current.CancellationToken);
        var found = await SchemaDump.ReadAsync(connectionString);
        if (!string.Equals(agreed, found, StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(Named("schema.actual.txt"), found, TestContext.Current.CancellationToken);
        }

        Assert.Equal(agreed, found);
    }

    private static string Named(string file) => Path.Combine(AppContext.BaseDirectory, "Database", "Migrations", file);
}
