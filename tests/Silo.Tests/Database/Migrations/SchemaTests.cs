using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StatusLevels.Silo.Database;
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

    /// <summary>As if there had been a release after each migration, with those current texts that its tables allow.</summary>
    [Fact]
    public async Task A_database_that_was_upgraded_step_by_step_has_it_too()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(migrated: false);
        List<SchemaScript> allowed = [];
        foreach (var count in Enumerable.Range(1, SchemaScripts.Embedded.Migrations.Count))
        {
            List<SchemaScript> migrations = [.. SchemaScripts.Embedded.Migrations.Take(count)];
            await MigrateAsync(database, new(migrations, allowed, 0));
            allowed = await AllowedAsync(database);
            await MigrateAsync(database, new(migrations, allowed, 0));
        }

        Assert.Equal(SchemaScripts.Embedded.Current, allowed);
        await MigrateAsync(database, SchemaScripts.Embedded);

        await GoldenSchema.IsInAsync(database.ConnectionString);
    }

    /// <summary>What a migration made anew, or a text no longer says, must not depend on what was there before.</summary>
    [Fact]
    public async Task Running_all_current_texts_once_more_changes_nothing()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await TestSql.ExecuteAsync(database.ConnectionString, "delete from schema_current");

        await MigrateAsync(database, SchemaScripts.Embedded);

        await GoldenSchema.IsInAsync(database.ConnectionString);
    }

    [Fact]
    public void The_order_of_the_current_texts_names_each_of_them_once()
    {
        var files = typeof(SchemaScripts).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith("current/", StringComparison.Ordinal))
            .Where(resource => resource.EndsWith(".sql", StringComparison.Ordinal))
            .Select(resource => resource["current/".Length..^".sql".Length]);
        var ordered = SchemaScripts.Embedded.Current.Select(script => script.Name);

        Assert.Equal(files.Order(StringComparer.Ordinal), ordered.Order(StringComparer.Ordinal));
    }

    /// <summary>Else two builds of one revision would put their texts over each other's for as long as both run.</summary>
    [Fact]
    public void Current_texts_that_changed_are_a_new_revision()
    {
        var lines = SchemaScripts.Revisions;

        Assert.Equal(
            Enumerable.Range(1, lines.Count), lines.Select(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)));
        Assert.True(
            lines[^1].Split(' ')[1] == SchemaScripts.Embedded.HashOfCurrent(),
            "sql/current has changed. Once the last revision was released, add a line to revisions.txt; else its last line becomes: "
            + $"{SchemaScripts.Embedded.Revision} {SchemaScripts.Embedded.HashOfCurrent()}");
    }

    private static Task MigrateAsync(TestDatabase database, SchemaScripts scripts) =>
        Migrator.MigrateAsync(
            database.ConnectionString, scripts, Migrator.DefaultPatience, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task<List<SchemaScript>> AllowedAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var trial = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        List<SchemaScript> allowed = [];
        foreach (var script in SchemaScripts.Embedded.Current)
        {
            await trial.SaveAsync("before", TestContext.Current.CancellationToken);
            try
            {
                await using var command = new NpgsqlCommand(script.Text, connection);
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                allowed.Add(script);
            }
            catch (PostgresException missing) when (missing.SqlState[..2] is "42" or "3F")
            {
                await trial.RollbackAsync("before", TestContext.Current.CancellationToken);
            }
        }

        return allowed;
    }
}
