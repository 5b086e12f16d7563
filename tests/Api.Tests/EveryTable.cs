using System.Text;
using Npgsql;

namespace StatusLevels.Api.Tests;

/// <summary>Looks into all tables of a database, whatever their schema.</summary>
internal static class EveryTable
{
    /// <summary>
    /// The rows, as text after the name of their table, that hold any of these words: as text, or as the bytes of a document.
    /// </summary>
    public static async Task<string[]> RowsWithAsync(NpgsqlDataSource database, IReadOnlyCollection<string> words)
    {
        string[] spellings = [.. words, .. words.Select(word => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word)))];
        var found = new List<string>();
        foreach (var table in await NamesAsync(database))
        {
            found.AddRange(await TextsAsync(
                database, $"select '{table}: ' || t::text from {table} as t where exists (select from unnest($1) as word where strpos(t::text, word) > 0)", spellings));
        }

        return [.. found];
    }

    /// <summary>How many rows each table has.</summary>
    public static async Task<string[]> CountsAsync(NpgsqlDataSource database)
    {
        var counts = new List<string>();
        foreach (var table in await NamesAsync(database))
        {
            counts.AddRange(await TextsAsync(database, $"select '{table}: ' || count(*) from {table}"));
        }

        return [.. counts];
    }

    private static Task<List<string>> NamesAsync(NpgsqlDataSource database) => TextsAsync(
        database,
        """
        select c.oid::regclass::text
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
        order by 1
        """);

    private static async Task<List<string>> TextsAsync(NpgsqlDataSource database, string sql, string[]? words = null)
    {
        await using var command = database.CreateCommand(sql);
        if (words is not null)
        {
            command.Parameters.Add(new() { Value = words });
        }

        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
