using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Pages.Admin.Nodes;

/// <summary>Reads what the product wrote down about itself.</summary>
internal sealed class SystemRecords(NpgsqlDataSource database)
{
    private const string Migrations = """
        select count(*), (array_agg(name order by version desc, name desc))[1], max(applied_at) from statuslevels.schema_migrations
        """;

    private const string Summaries = """
        select day, raised, late, superseded, due_next, max_lateness from statuslevels.expiry_summaries
        where finished_at is not null order by day desc limit 14
        """;

    public async Task<AppliedMigrations> MigrationsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Migrations);
        return (await command.ReadOneAsync(
            row => new AppliedMigrations(row.GetInt64(0), row.TextOrNull(1), row.InstantOrNull(2)), cancellationToken))!;
    }

    /// <summary>Of the last two weeks, the newest first.</summary>
    public async Task<IReadOnlyList<DaySummary>> SummariesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Summaries);
        return await command.ReadAllAsync(
            row => new DaySummary(
                row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
                row.ValueOrNull<TimeSpan>(5)),
            cancellationToken);
    }
}
