using System.Globalization;
using Npgsql;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Delivery.Mail;
using StatusLevels.Testing;

namespace StatusLevels.Api.Tests.Mail;

/// <summary>A database with people in it, and events that happened to their organizations.</summary>
public sealed class MailRig : IAsyncLifetime
{
    internal TestDatabase Database { get; private set; } = null!;

    /// <summary>Under the role that the product works under.</summary>
    internal NpgsqlDataSource Runtime { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestPostgres.CreateDatabaseAsync();
        Runtime = NpgsqlDataSource.Create(Database.RuntimeConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal async Task<Guid> OrganizationAsync(params string[] contacts)
    {
        var id = Guid.NewGuid();
        await ExecuteAsync("""
            insert into organizations (organization_id, name, slug, contact_emails, created_at, updated_at) values ($1, 'Acme', $2, $3, now(), now())
            """, id, $"acme-{id:n}", contacts);
        await ExecuteAsync("""
            insert into organization_contacts (organization_id, email, address_key, added_at, confirmed_at)
            select $1, e, lower(e), now(), now() from unnest($2) as e
            """, id, contacts);
        return id;
    }

    /// <summary>A member with a local account.</summary>
    internal async Task<Guid> MemberAsync(Guid organization, string role, string email)
    {
        var user = await UserAsync(email);
        await ExecuteAsync(
            "insert into organization_members (organization_id, user_id, role, added_at) values ($1, $2, $3, now())",
            organization, user.ToString(), role);
        return user;
    }

    internal async Task<Guid> UserAsync(string email, string? platformRole = null)
    {
        var user = Guid.CreateVersion7();
        await ExecuteAsync("""
            insert into users (id, email, email_key, display_name, platform_role, created_at) values ($1, $2, $3, 'Somebody', $4, now())
            """, user, email, EmailAddress.Key(email), platformRole);
        return user;
    }

    /// <summary>What one write raises; numbers go on from the last.</summary>
    internal async Task HappenAsync(Guid organization, long version, params (string Type, string Data)[] events)
    {
        foreach (var (type, data) in events)
        {
            await ExecuteAsync("""
                insert into outbox (organization_id, epoch, number, id, type, time, data, version, created_at)
                select $1, 1, n.number, concat($1::text, '/1/', n.number), $2, now(), $3::jsonb, $4, $5
                from (select coalesce(max(o.number), 0) + 1 as number from outbox as o where o.organization_id = $1) as n
                """, organization, type, data, version, DateTimeOffset.UnixEpoch.AddDays(40_000));
        }
    }

    /// <summary>Numbers what happened and makes its mails, as the sequencer does.</summary>
    internal async Task FanOutAsync(TimeProvider time)
    {
        await using var connection = await Runtime.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select take_events(500)"));
        batch.BatchCommands.Add(new MailFanOut(time).Command());
        batch.BatchCommands.Add(new DigestFanOut(time).Command());
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    internal async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows that a question gives, their columns joined by blanks.</summary>
    internal async Task<List<string>> RowsAsync(string sql, params object?[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        List<string> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount)
                .Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
