using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Accounts;

/// <summary>Reads the local accounts for platform admins.</summary>
internal sealed class UserList(NpgsqlDataSource database)
{
    /// <summary>
    /// What <see cref="Read"/> reads. Hashes of passwords are not among it: the role that serves requests may not see them.
    /// </summary>
    public const string Columns = "id, email, display_name, platform_role, created_at, disabled_at";

    private const string One = $"select {Columns} from statuslevels.users where id = $1";

    // Ids begin with the time they were made at.
    private const string Page = $"select {Columns} from statuslevels.users where $1 is null or id < $1 order by id desc limit $2";

    public async Task<UserReply?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(id);
        return await command.ReadOneAsync(Read, cancellationToken);
    }

    /// <summary>The accounts, newest first.</summary>
    public async Task<IReadOnlyList<UserReply>> ReadAsync(Guid? after, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page).With(SqlValue.Uuid(after), take);
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    public static UserReply Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), !row.IsDBNull(5), row.Instant(4), row.InstantOrNull(5));
}
