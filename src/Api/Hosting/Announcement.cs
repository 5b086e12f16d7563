using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Logging;

namespace StatusLevels.Api.Hosting;

/// <summary>
/// Says where the product is, once requests are served: to a person in some lines, to a program in one event, without the password that was
/// made up.
/// </summary>
internal static partial class Announcement
{
    public static void AnnounceWhenReady(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => Announce(app, app.Services.GetRequiredService<FirstAdmin>().Generated));

    private static void Announce(WebApplication app, GeneratedAdmin? generated)
    {
        var settings = app.Services.GetRequiredService<ApiSettings>();
        if (app.Services.GetRequiredService<ChosenLogFormat>().Format == LogFormat.Text)
        {
            Console.Out.Write(Banner.Text(settings, app.Urls, generated));
            return;
        }

        LogReady(app.Logger, Banner.Address(settings, app.Urls));
        if (generated is not null)
        {
            LogPasswordKept(app.Logger, generated.Email, generated.KeptIn);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "StatusLevels is ready at {Address}")]
    private static partial void LogReady(ILogger logger, string address);

    [LoggerMessage(2, LogLevel.Information, "Sign in as {Email}: the password of the first platform admin was made up and is kept in {File}")]
    private static partial void LogPasswordKept(ILogger logger, string email, string file);
}
