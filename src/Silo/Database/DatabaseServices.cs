using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>The database for everybody in the container.</summary>
public static class DatabaseServices
{
    /// <summary>
    /// Registers the one shared <see cref="NpgsqlDataSource"/>. Its connections keep their session state when they go back to the pool: users of it
    /// set nothing beyond a transaction (<c>SET LOCAL</c>, transaction-scoped locks). The session stays the caller's to dispose, after the host.
    /// </summary>
    public static IServiceCollection AddStatusLevelsDatabase(this IServiceCollection services, DatabaseSession session) =>
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(session.ConnectionString) { Name = "statuslevels" }.Build());
}
