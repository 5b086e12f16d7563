using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace StatusLevels.Silo.Database;

/// <summary>The database for everybody in the container.</summary>
public static class DatabaseServices
{
    /// <summary>
    /// Registers the one shared <see cref="NpgsqlDataSource"/>. Its connections keep their session state when they go back to the pool:
    /// users of it set nothing beyond a transaction (<c>SET LOCAL</c>, transaction-scoped locks). The session stays the caller's to
    /// dispose, after the host.
    /// </summary>
    public static IServiceCollection AddStatusLevelsDatabase(this IServiceCollection services, DatabaseSession session)
    {
        ReserveThreads(new NpgsqlConnectionStringBuilder(session.ConnectionString).MaxPoolSize);
        return services.AddSingleton(_ => new NpgsqlDataSourceBuilder(session.ConnectionString) { Name = "statuslevels" }.Build());
    }

    // Npgsql cancels a command that ran out of time on the thread that noticed, and waits there for the server to hang up. A server that
    // stands still never does: each connection of the two pools may then hold a thread, and the others still have to answer.
    private static void ReserveThreads(int poolSize)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, (2 * poolSize) + Environment.ProcessorCount), completions);
    }
}
