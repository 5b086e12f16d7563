using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Delivery;

/// <summary>
/// Which node works which target, by the database's clock: one node at a time, and a killed one costs <see cref="Life"/> at most.
/// </summary>
internal sealed class DeliveryLeases(NpgsqlDataSource database)
{
    /// <summary>How long a lease is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(15);

    /// <summary>
    /// What may pass since the last renewal until nothing more is sent: shorter than the lease, by the time that a look takes.
    /// </summary>
    public static readonly TimeSpan Trust = Life - TimeSpan.FromSeconds(3);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>The mailer, of which there is one for the whole product.</summary>
    public static readonly Guid Mailer = Guid.Empty;

    private const string Take = """
        insert into statuslevels.delivery_leases as l (target, holder, expires_at)
        select t, $2, clock_timestamp() + $3 from unnest($1) as t order by t
        on conflict (target) do update
        set holder = excluded.holder, expires_at = excluded.expires_at
        where l.holder = excluded.holder or l.expires_at <= clock_timestamp()
        returning target
        """;

    private const string GiveBack = "delete from statuslevels.delivery_leases where holder = $1 and target = any($2)";

    private const string IsAnyHeld = "select exists (select from statuslevels.delivery_leases where expires_at > clock_timestamp())";

    /// <summary>This process, among all.</summary>
    public Guid Holder { get; } = Guid.NewGuid();

    /// <summary>Takes targets that nobody holds, and renews those that this process holds.</summary>
    /// <returns>Those that are held now.</returns>
    public async Task<IReadOnlyList<Guid>> TakeAsync(IReadOnlyCollection<Guid> targets, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Take).With(targets.ToArray(), Holder, Life);
        return await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>Whether some node delivers: it runs, or was killed no longer than <see cref="Life"/> ago.</summary>
    public async Task<bool> IsAnyHeldAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(IsAnyHeld);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Lets others have them at once.</summary>
    public async Task GiveBackAsync(IReadOnlyCollection<Guid> targets, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(GiveBack).With(Holder, targets.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
