using StatusLevels.Api.Health;

namespace StatusLevels.Api.Hosting;

/// <summary>What a node needs before it should get traffic.</summary>
internal static class HealthHosting
{
    private static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(2);

    public static void AddHealth(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", timeout: CheckTime)
            .AddCheck<MigrationHealth>("migrations", timeout: CheckTime)
            .AddCheck<SiloHealth>("silo");
}
