using StatusLevels.Testing;

namespace StatusLevels.Silo.Tests.Database.Migrations;

/// <summary>Tables, functions, policies and grants, whole: what a change of a script does to them is seen here, line by line.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task A_new_database_has_the_schema_that_is_agreed()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();

        await GoldenSchema.IsInAsync(database.ConnectionString);
    }
}
