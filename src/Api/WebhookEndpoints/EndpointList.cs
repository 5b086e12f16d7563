using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.WebhookEndpoints;

/// <summary>How an endpoint stands.</summary>
internal enum EndpointCondition
{
    Active,
    Failing,
    Disabled,
}

/// <summary>Reads endpoints as whoever may see them does.</summary>
internal sealed class EndpointList(NpgsqlDataSource database, TimeProvider time)
{
    private const string All = $"""
        select {EndpointRow.Columns} from statuslevels.webhook_endpoints as e where {EndpointRow.InSight} order by e.created_at, e.id
        """;

    private const string One = $"""
        select {EndpointRow.Columns} from statuslevels.webhook_endpoints as e where {EndpointRow.InSight} and e.id = $4
        """;

    // Ids begin with the time they were made at.
    private const string Everywhere = $"""
        select {EndpointRow.Columns}, o.name from statuslevels.webhook_endpoints as e
        left join statuslevels.organizations as o on o.organization_id = e.organization_id
        where ($2 is null or e.id < $2) and ($3 is null or e.id = $3) and ($5 is null or {EndpointRow.State} = $5)
        order by e.id desc limit $4
        """;

    /// <summary>Those of the platform and of all organizations, the newest first.</summary>
    /// <param name="after">Those behind this one; null: from the beginning.</param>
    /// <param name="take">How many.</param>
    /// <param name="condition">Only those that stand so; null: all.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    public Task<IReadOnlyList<EndpointAnywhere>> ReadEverywhereAsync(
        Guid? after, int take, EndpointCondition? condition, CancellationToken cancellationToken) =>
        EverywhereAsync(after, id: null, take, condition, cancellationToken);

    /// <summary>One, whosever it is.</summary>
    public async Task<EndpointAnywhere?> FindAnywhereAsync(Guid id, CancellationToken cancellationToken) =>
        (await EverywhereAsync(after: null, id, take: 1, condition: null, cancellationToken)).SingleOrDefault();

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

    private async Task<IReadOnlyList<EndpointAnywhere>> EverywhereAsync(
        Guid? after, Guid? id, int take, EndpointCondition? condition, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Everywhere)
            .With(time.GetUtcNow(), SqlValue.Uuid(after), SqlValue.Uuid(id), take, SqlValue.Word(condition));
        return await command.ReadAllAsync(row => new EndpointAnywhere(EndpointRow.Read(row), row.TextOrNull(16)), cancellationToken);
    }
}
