using StatusLevels.Api.Accounts;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Hosting;

/// <summary>The first platform admin.</summary>
internal static class FirstAdminHosting
{
    public static async Task EnsureFirstAdminAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var mayGenerate = app.Environment.IsDevelopment() || app.Services.GetRequiredService<DatabaseSession>().IsPrivate;
        await app.Services.GetRequiredService<FirstAdmin>().EnsureAsync(mayGenerate, cancellationToken);
    }
}
