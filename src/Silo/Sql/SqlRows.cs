using Npgsql;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Sql;

/// <summary>Reads rows and their columns.</summary>
public static class SqlRows
{
    /// <summary>All rows.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(read);
        var rows = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    /// <summary>The first row; null when there is none.</summary>
    public static async Task<T?> ReadOneAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(read);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? read(row) : null;
    }

    /// <summary>A page, and a count that stands in each of its rows. An empty page is one row of nulls beside the count.</summary>
    /// <param name="command">Asks for them.</param>
    /// <param name="count">The column of the count.</param>
    /// <param name="first">A column that no item leaves empty.</param>
    /// <param name="read">Reads an item.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(List<T> Items, long Count)> ReadCountedAsync<T>(
        this NpgsqlCommand command, int count, int first, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(read);
        var (items, counted) = (new List<T>(), 0L);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            counted = row.GetInt64(count);
            if (!row.IsDBNull(first))
            {
                items.Add(read(row));
            }
        }

        return (items, counted);
    }

    public static DateTimeOffset Instant(this NpgsqlDataReader row, int column)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.GetFieldValue<DateTimeOffset>(column);
    }

    public static string? TextOrNull(this NpgsqlDataReader row, int column)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.IsDBNull(column) ? null : row.GetString(column);
    }

    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column) where T : struct
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
    }

    public static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) => row.ValueOrNull<DateTimeOffset>(column);

    /// <summary>The member of an enumeration that the column names.</summary>
    public static TEnum Member<TEnum>(this NpgsqlDataReader row, int column) where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(row);
        return Member<TEnum>(row.GetString(column));
    }

    /// <summary>The members of an enumeration that the column names.</summary>
    public static IEnumerable<TEnum> Members<TEnum>(this NpgsqlDataReader row, int column) where TEnum : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.GetFieldValue<string[]>(column).Select(Member<TEnum>);
    }

    private static TEnum Member<TEnum>(string word) where TEnum : struct, Enum =>
        Words.TryParse<TEnum>(word, out var member)
            ? member
            : throw new InvalidDataException($"The database holds \"{word}\", which is no {typeof(TEnum).Name}.");
}
