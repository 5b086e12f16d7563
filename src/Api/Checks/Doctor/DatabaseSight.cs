using Npgsql;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Checks.Doctor;

/// <summary>The database of a product that runs, for all checks that look into it.</summary>
internal sealed class DatabaseSight(Installation installation) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private NpgsqlDataSource? source;

    /// <summary>The check, for whoever can look into the database.</summary>
    public Check After(CheckRule rule, Func<NpgsqlDataSource, CancellationToken, Task<Finding>> look) => rule.By(
        async token => await FindAsync(token) is { } database ? await look(database, token) : Finding.After(DoctorRules.Database));

    /// <summary>The database; null for whoever cannot look into it.</summary>
    public async Task<NpgsqlDataSource?> FindAsync(CancellationToken cancellationToken) =>
        await installation.ReachedAsync(cancellationToken) is ({ } database, _) ? Source(database) : null;

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
        {
            await source.DisposeAsync();
        }
    }

    // Few connections: the product needs them more.
    private NpgsqlDataSource Source(LocatedDatabase database)
    {
        lock (gate)
        {
            return source ??= NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 4, ApplicationName = "statuslevels doctor" });
        }
    }
}
