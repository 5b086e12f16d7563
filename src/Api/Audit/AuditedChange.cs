using System.Text.Json;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Audit;

/// <summary>A change of administration under way: its transaction, its instant, and who makes it.</summary>
internal sealed class AuditedChange(
    NpgsqlTransaction transaction, AuditOrigin origin, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>The instant of the change, in whole milliseconds.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>Who makes it.</summary>
    public AuditOrigin Origin { get; } = origin;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The same change, made by somebody who proved who they are within it.</summary>
    public AuditedChange By(Actor actor) => new(transaction, Origin with { Actor = actor }, Now, CancellationToken);

    public NpgsqlCommand Command(string sql, params object?[] parameters) => transaction.Command(sql).With(parameters);

    public async Task<int> ExecuteAsync(string sql, params object?[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(CancellationToken);
    }

    public async Task<bool> IsTrueAsync(string sql, params object?[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(CancellationToken) is true;
    }

    /// <summary>Lets one change at a time through, on all nodes, until its transaction ends.</summary>
    public Task LockAsync(long key) => ExecuteAsync("select pg_advisory_xact_lock($1)", key);

    /// <summary>Writes down what the change did. Neither side may hold a secret or a hash.</summary>
    public Task AuditAsync<T>(string action, string subjectKind, string subjectId, T? before, T? after)
        where T : class =>
        AppendAsync(new(action, subjectKind, subjectId, Write(before), Write(after)));

    /// <summary>The same with what is JSON already.</summary>
    public Task AppendAsync(AuditEntry entry) => AuditTrail.AppendAsync(transaction, Origin, entry, Now, CancellationToken);

    private static string? Write<T>(T? value)
        where T : class =>
        value is null ? null : JsonSerializer.Serialize(value, ApiJson.Options);
}
