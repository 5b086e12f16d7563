using System.Collections.Frozen;
using System.Globalization;
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

    /// <summary>What is said of an address that is no account's.</summary>
    public const string NoAccount = "no account has this address";

    private const string One = $"select {Columns} from statuslevels.users where id = $1";

    private const string ByEmail = $"select {Columns} from statuslevels.users where email_key = $1";

    private const string Some = $"select {Columns} from statuslevels.users where id = any($1)";

    // Ids begin with the time they were made at.
    private const string Page = $"select {Columns} from statuslevels.users where $1 is null or id < $1 order by id desc limit $2";

    public async Task<UserReply?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One).With(id);
        return await command.ReadOneAsync(Read, cancellationToken);
    }

    /// <summary>The account with this address, however it is spelled.</summary>
    public async Task<UserReply?> FindAsync(string email, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ByEmail).With(EmailAddress.Key(email));
        return await command.ReadOneAsync(Read, cancellationToken);
    }

    /// <summary>
    /// The id under which somebody acts who is named by the address of their account, or by the id itself, which has no @; null: no account
    /// has the address.
    /// </summary>
    public async Task<string?> IdOfAsync(string named, CancellationToken cancellationToken) =>
        !named.Contains('@', StringComparison.Ordinal)
        ? named
        : (await FindAsync(named, cancellationToken))?.Id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Those who have an account, by the ids under which they act.</summary>
    public async Task<IReadOnlyDictionary<string, UserReply>> OfAsync(IEnumerable<string?> people, CancellationToken cancellationToken)
    {
        var ids = people
            .Select(id => Guid.TryParseExact(id, "D", out var user) ? user : Guid.Empty)
            .Where(id => id != Guid.Empty).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return FrozenDictionary<string, UserReply>.Empty;
        }

        await using var command = database.CreateCommand(Some).With(ids);
        var known = await command.ReadAllAsync(Read, cancellationToken);
        return known.ToFrozenDictionary(user => user.Id.ToString("D", CultureInfo.InvariantCulture), StringComparer.Ordinal);
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
