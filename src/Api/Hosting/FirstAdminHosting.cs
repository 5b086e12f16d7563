using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Hosting;

/// <summary>The first platform admin, and what a person is told once the product runs.</summary>
internal static class FirstAdminHosting
{
    public static async Task EnsureFirstAdminAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var mayGenerate = app.Environment.IsDevelopment() || app.Services.GetRequiredService<DatabaseSession>().IsPrivate;
        await app.Services.GetRequiredService<FirstAdmin>().EnsureAsync(mayGenerate, cancellationToken);
    }

    /// <summary>Tells the person at the terminal, as soon as requests are served.</summary>
    public static void AnnounceWhenReady(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => Console.Out.Write(Banner.Text(
            app.Services.GetRequiredService<ApiSettings>(),
            app.Urls,
            app.Services.GetRequiredService<FirstAdmin>().Generated)));
}
