using Npgsql;
using StatusLevels.Silo;
using StatusLevels.Silo.Sql;
using StatusLevels.Transparency.Credentials;

namespace StatusLevels.Api.Credentials;

/// <summary>
/// Writes down which key signs, at its first use, and starts nothing that has lost one or has another one under its name: what the former
/// one signed would be refused everywhere.
/// </summary>
internal sealed class UsedKeys(NpgsqlDataSource database, CredentialIssuer issuer) : IHostedService
{
    private const string Keep = """
        insert into statuslevels.credential_keys (issuer, id, public_key) values ($1, $2, $3) on conflict do nothing
        """;

    // One process at a time: what one writes down the next one finds. "slcrekey" in ASCII.
    private const string Alone = "select pg_advisory_xact_lock(8317131954825422201)";

    private const string Used = "select id, public_key from statuslevels.credential_keys where issuer = $1 order by first_used_at, id";

    /// <exception cref="StartupException">A key that signed is not listed any more, or its name is another key's.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = transaction.Command(Alone);
        await alone.ExecuteNonQueryAsync(cancellationToken);
        await using var used = transaction.Command(Used).With(issuer.Did);
        foreach (var (id, publicKey) in await used.ReadAllAsync(
            static row => (row.GetString(0), row.GetFieldValue<byte[]>(1)), cancellationToken))
        {
            var listed = issuer.Keys.All.FirstOrDefault(key => key.Id == id);
            if (listed is null)
            {
                throw new StartupException($"The key {id} has signed credentials of {issuer.Did} and is not in CREDENTIAL_KEYS: what it signed could not be verified any more. Add {id}:pub:{Convert.ToBase64String(publicKey)}, or {id}:revoked:{Convert.ToBase64String(publicKey)} if its seed became known.");
            }

            if (!listed.PublicKey.SequenceEqual(publicKey))
            {
                throw new StartupException($"CREDENTIAL_KEYS has another key under the name {id} than the one that has signed credentials of {issuer.Did}. Give the new one a name of its own, and list the former one as {id}:pub:{Convert.ToBase64String(publicKey)}.");
            }
        }

        // Last: a start that is refused leaves nothing behind that would keep others from starting.
        var signing = issuer.Keys.Signing;
        await using var keep = transaction.Command(Keep).With(issuer.Did, signing.Id, signing.PublicKey.ToArray());
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
