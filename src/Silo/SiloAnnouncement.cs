using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Silo;

/// <summary>Says that a node without an HTTP face is ready: to a person in a line, to a program in an event.</summary>
internal static partial class SiloAnnouncement
{
    public static void AnnounceWhenReady(this IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Announce(host.Services));

    private static void Announce(IServiceProvider services)
    {
        if (services.GetRequiredService<ChosenLogFormat>().Format == LogFormat.Text)
        {
            Console.Out.WriteLine("The silo of StatusLevels is ready.");
            return;
        }

        LogReady(services.GetRequiredService<ILoggerFactory>().CreateLogger("StatusLevels.Silo"));
    }

    [LoggerMessage(1, LogLevel.Information, "The silo of StatusLevels is ready.")]
    private static partial void LogReady(ILogger logger);
}
