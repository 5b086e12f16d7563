using System.Security.Cryptography;
using Npgsql;

namespace StatusLevels.Silo.Database.PrivateServer;

/// <summary>
/// The role under which the product works on its private server: it may do no DDL, and gets a new password at each start. The
/// server's own role migrates.
/// </summary>
internal static class RuntimeRole
{
    public const string Name = "statuslevels_app";

    // The password is hexadecimal, so it needs no quoting. The group is what migrations grant to.
    private const string Ensure =
        $"""
        do $$
        begin
            if not exists (select from pg_roles where rolname = 'statuslevels_runtime') then
                create role statuslevels_runtime nologin;
            end if;
            if not exists (select from pg_roles where rolname = '{Name}') then
                create role {Name} login in role statuslevels_runtime;
            end if;
        end
        $$;
        """;

    /// <returns>The connection string of the role, to the same database.</returns>
    public static async Task<string> PrepareAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"{Ensure} alter role {Name} password '{password}'", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(ownerConnectionString) { Username = Name, Password = password }.ConnectionString;
    }
}
