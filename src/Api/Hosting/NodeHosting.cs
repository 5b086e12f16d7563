using StatusLevels.Api.Health;
using StatusLevels.Silo;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Hosting;

/// <summary>Where the organizations live that this process answers for: in its own silo, or in others.</summary>
internal static class NodeHosting
{
    public static void AddNode(this WebApplicationBuilder builder, DatabaseSession database)
    {
        builder.Services.AddSingleton(DrainTime.From(builder.Configuration));
        builder.Services.AddHostedService<Drain>();
        if (SiloModes.From(builder.Configuration) == SiloMode.Remote)
        {
            builder.AddStatusLevelsClient(database);
            builder.Services.AddHealthChecks().AddCheck<RemoteSiloHealth>(SiloHealth.Name, timeout: HealthEndpoints.CheckTime);
        }
        else
        {
            builder.AddStatusLevelsSilo(database);
            builder.Services.AddHealthChecks().AddCheck<SiloHealth>(SiloHealth.Name);
            builder.Services.AddSingleton<Standstill>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<Standstill>());
        }
    }

    /// <summary>Whoever comes while the node stops is answered, and told to go elsewhere with the next request.</summary>
    public static void UseLastAnswers(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
