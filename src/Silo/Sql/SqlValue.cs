using Npgsql;
using NpgsqlTypes;
using StatusLevels.Grains.Domain;

namespace StatusLevels.Silo.Sql;

/// <summary>Parameters that say their type: PostgreSQL cannot tell what a null is, nor text from JSON.</summary>
public static class SqlValue
{
    public static NpgsqlParameter Uuid(Guid? value) => Of(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Text(string? value) => Of(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Texts(IReadOnlyCollection<string>? values) =>
        Of(values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Json(string? value) => Of(value, NpgsqlDbType.Jsonb);

    public static NpgsqlParameter Bytes(byte[]? value) => Of(value, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Bigint(long? value) => Of(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Instant(DateTimeOffset? value) => Of(value, NpgsqlDbType.TimestampTz);

    /// <summary>The word for it.</summary>
    public static NpgsqlParameter Word<TEnum>(TEnum? member) where TEnum : struct, Enum =>
        Text(member is { } given ? Words.Of(given) : null);

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
