using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>Reads endpoints as whoever may see them does.</summary>
internal sealed class EndpointList(NpgsqlDataSource database, TimeProvider time)
{
    private const string All = $"""
        select {EndpointRow.Columns} from statuslevels.webhook_endpoints as e where {EndpointRow.InSight} order by e.created_at, e.id
        """;

    private const string One = $"""
        select {EndpointRow.Columns} from statuslevels.webhook_endpoints as e where {EndpointRow.InSight} and e.id = $4
        """;

    /// <summary>All of a scope, the oldest first: there are few.</summary>
    public async Task<IReadOnlyList<EndpointReply>> ReadAsync(EndpointScope scope, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(All).With(time.GetUtcNow(), scope.Owner, SqlValue.Uuid(scope.Organization));
        return await command.ReadAllAsync(EndpointRow.Read, cancellationToken);
    }

    /// <summary>One of them; null when the scope has none with this id.</summary>
    public async Task<EndpointReply?> FindAsync(EndpointScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One)
            .With(time.GetUtcNow(), scope.Owner, SqlValue.Uuid(scope.Organization), id);
        return await command.ReadOneAsync(EndpointRow.Read, cancellationToken);
    }
}
