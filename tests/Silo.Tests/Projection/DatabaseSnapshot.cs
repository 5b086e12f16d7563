using System.Text;
using Npgsql;

namespace StatusLevels.Silo.Tests.Projection;

/// <summary>Everything that the tables of the schema hold, as one text: two snapshots are equal when nothing has changed.</summary>
internal static class DatabaseSnapshot
{
    public static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "select tablename from pg_tables where schemaname = 'statuslevels' order by tablename");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> tables = [];
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    public static async Task<string> TakeAsync(NpgsqlDataSource database)
    {
        var snapshot = new StringBuilder();
        foreach (var table in await TablesAsync(database))
        {
            await using var command = database.CreateCommand($"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} as t");
            snapshot.Append(table).Append('\n').Append((string?)await command.ExecuteScalarAsync()).Append('\n');
        }

        return snapshot.ToString();
    }
}
