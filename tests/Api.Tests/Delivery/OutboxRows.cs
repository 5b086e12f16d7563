using Npgsql;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Events and endpoints as the product's own statements would have left them, for tests of what comes after.</summary>
internal static class OutboxRows
{
    public static async Task AddAsync(
        NpgsqlConnection connection, Guid organization, int number, int epoch = 1, string type = "status.level.granted")
    {
        await using var command = new NpgsqlCommand(
            """
            insert into statuslevels.outbox (organization_id, epoch, number, id, type, time, data, version, status)
            values ($1, $2, $3, $1 || '/' || $2 || '/' || $3, $4, now(), '{"level":"A"}', $3, '{"version":1}')
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = organization }, new() { Value = epoch }, new() { Value = (long)number }, new() { Value = type },
            },
        };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static async Task AddAsync(NpgsqlDataSource database, Guid organization, params int[] numbers)
    {
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var number in numbers)
        {
            await AddAsync(connection, organization, number);
        }
    }

    /// <summary>An endpoint; its secret is none that could be read.</summary>
    public static async Task<Guid> EndpointAsync(NpgsqlDataSource database, Guid? organization = null, params string[] types)
    {
        var id = Guid.NewGuid();
        await using var command = database.CreateCommand(
            """
            insert into statuslevels.webhook_endpoints
                (id, organization_id, owned_by, url, event_types, secret, created_at, created_by, updated_at)
            values ($1, $2, 'platform', 'http://localhost:1/', $3, '\x00', now(), 'test', now())
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = (object?)organization ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(
            new()
            {
                Value = types.Length == 0 ? DBNull.Value : types,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text
            });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return id;
    }
}
