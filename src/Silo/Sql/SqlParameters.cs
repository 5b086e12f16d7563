using Npgsql;

namespace StatusLevels.Silo.Sql;

/// <summary>Commands and their parameters <c>$1</c>, <c>$2</c> and so on, in this order.</summary>
public static class SqlParameters
{
    /// <summary>A command in this transaction.</summary>
    public static NpgsqlCommand Command(this NpgsqlTransaction transaction, string sql)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new NpgsqlCommand(sql, transaction.Connection, transaction);
    }

    /// <summary>Adds values, or parameters made by <see cref="SqlValue"/>.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(command);
        Add(command.Parameters, values);
        return command;
    }

    /// <summary>Adds values, or parameters made by <see cref="SqlValue"/>.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(command);
        Add(command.Parameters, values);
        return command;
    }

    private static void Add(NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
