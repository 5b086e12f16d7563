using Npgsql;
using NpgsqlTypes;

namespace StatusLevels.Api.Accounts;

/// <summary>Reads the local accounts for platform admins.</summary>
internal sealed class UserList(NpgsqlDataSource database)
{
    /// <summary>What <see cref="Read"/> reads. Hashes of passwords are not among it: the role that serves requests may not see them.</summary>
    public const string Columns = "id, email, display_name, platform_role, created_at, disabled_at";

    private const string One = $"select {Columns} from statuslevels.users where id = $1";

    // Ids begin with the time they were made at.
    private const string Page = $"select {Columns} from statuslevels.users where $1 is null or id < $1 order by id desc limit $2";

    public async Task<UserReply?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    /// <summary>The accounts, newest first.</summary>
    public async Task<IReadOnlyList<UserReply>> ReadAsync(Guid? after, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page);
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = take });
        var users = new List<UserReply>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            users.Add(Read(row));
        }

        return users;
    }

    public static UserReply Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        !row.IsDBNull(5),
        row.GetFieldValue<DateTimeOffset>(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5));
}
