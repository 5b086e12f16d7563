using System.Text;
using System.Text.Json;
using Npgsql;
using StatusLevels.Grains.Domain;
using StatusLevels.Silo.Sql;
using StatusLevels.Testing;

namespace StatusLevels.Grains.Tests;

/// <summary>Looks at the tables from outside.</summary>
internal static class TestTables
{
    /// <summary>What the projection fills.</summary>
    public static IReadOnlyList<string> Written { get; } =
    [
        "organization_status", "organization_status_levels", "organization_subscriptions", "status_upgrade_requests",
        "organization_status_history", "settled_notices", "outbox",
    ];

    /// <summary>What is read of it, the views over it too.</summary>
    public static IReadOnlyList<string> Projected { get; } =
    [
        "organization_status", "organization_status_levels", "organization_subscriptions", "status_upgrade_requests",
        "organization_status_history", "expiry_notices", "outbox", "notifications",
    ];

    public static async Task ExecuteAsync(this TestDatabase database, string sql, params object[] parameters)
    {
        await using var command = Command(database, sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this TestDatabase database, string sql, params object[] parameters)
    {
        await using var command = Command(database, sql, parameters);
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    }

    /// <summary>
    /// Everything that the database holds of an organization, as one text: two are equal when nothing has changed. Empty when there is
    /// nothing.
    /// </summary>
    public static async Task<string> FootprintAsync(this TestDatabase database, OrganizationId organization, bool withReminder = true)
    {
        var footprint = new StringBuilder();
        foreach (var table in Projected)
        {
            footprint.Append(await database.ScalarAsync<string>(
                $"select string_agg('{table}: ' || t::text, E'\\n' order by t::text) from {table} as t where organization_id = $1", organization.Value));
        }

        footprint.Append(await database.ScalarAsync<string>(
            "select string_agg('state: ' || s::text, E'\\n') from orleansstorage as s where (convert_from(payloadbinary, 'UTF8')::json ->> 'organization_id')::uuid = $1",
            organization.Value));
        if (withReminder)
        {
            footprint.Append(await database.ReminderAsync(organization));
        }

        return footprint.ToString();
    }

    /// <summary>The reminder's row; null when there is none.</summary>
    public static async Task<ReminderRow?> ReminderAsync(this TestDatabase database, OrganizationId organization)
    {
        await using var command = Command(
            database,
            "select remindername, starttime, period, version from orleansreminderstable where serviceid = 'statuslevels' and grainid = 'organizationstatus/' || $1",
            organization.Value.ToString("N"));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new ReminderRow(
                reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1), TimeSpan.FromMilliseconds(reader.GetInt64(2)),
                reader.GetInt32(3))
            : null;
    }

    /// <summary>The document that is stored of an organization.</summary>
    public static Task<string> DocumentAsync(this TestDatabase database, OrganizationId organization) => database.ScalarAsync<string>(
        """
        select convert_from(payloadbinary, 'UTF8') from orleansstorage
        where (convert_from(payloadbinary, 'UTF8')::json ->> 'organization_id')::uuid = $1
        """,
        organization.Value);

    /// <summary>Compares by content what holds lists.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value);

    private static NpgsqlCommand Command(TestDatabase database, string sql, params object[] parameters)
    {
        var command = database.DataSource.CreateCommand(sql);
        command.With(parameters);

        return command;
    }
}

/// <summary>A row of the reminder table. <paramref name="Version"/> counts how often it was set anew.</summary>
internal sealed record ReminderRow(string Name, DateTimeOffset StartsAt, TimeSpan Period, int Version);
