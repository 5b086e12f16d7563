using System.Security.Cryptography;
using StatusLevels.Api.Settings;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Accounts;

/// <summary>How to sign in for the first time, as a developer is told at start.</summary>
internal sealed record GeneratedAdmin(string Email, string Password, string KeptIn);

/// <summary>Makes the first platform admin at start, when there is none.</summary>
internal sealed partial class FirstAdmin(
    AccountStore accounts, Passwords passwords, PasswordCheck check, ApiSettings settings, ILogger<FirstAdmin> logger)
{
    /// <summary>Who it is unless ADMIN_EMAIL says so.</summary>
    public const string StandardEmail = "admin@localhost";

    /// <summary>How it is named.</summary>
    public const string DisplayName = "Platform admin";

    // Neither 0 and O nor 1, l and I: someone may type it.
    private const string PasswordLetters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int PasswordLength = 20;

    /// <summary>The generated credentials, when they are the ones to sign in with.</summary>
    public GeneratedAdmin? Generated { get; private set; }

    /// <summary>Where a generated password is kept.</summary>
    public static SecretFile PasswordFile(string dataDirectory) => new(Path.Combine(dataDirectory, "admin-password"));

    /// <summary>Makes sure that there is a platform admin, if the settings allow.</summary>
    /// <param name="mayGenerate">A developer's machine, or a private server: a missing password may be made up.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task EnsureAsync(bool mayGenerate, CancellationToken cancellationToken)
    {
        var kept = PasswordFile(settings.DataDirectory);
        if (!await accounts.HasPlatformAdminAsync(cancellationToken))
        {
            await CreateAsync(mayGenerate, kept, cancellationToken);
        }

        Generated = mayGenerate && settings.AdminPassword is null ? await StillValidAsync(kept, cancellationToken) : null;
    }

    private string Email => settings.AdminEmail ?? StandardEmail;

    private async Task CreateAsync(bool mayGenerate, SecretFile kept, CancellationToken cancellationToken)
    {
        var password = settings.AdminPassword
            ?? (mayGenerate ? kept.ReadOrCreate(() => RandomNumberGenerator.GetString(PasswordLetters, PasswordLength)) : null);
        if (password is null)
        {
            LogNoAdmin(logger);
        }
        else if (await accounts.CreateFirstAdminAsync(Email, DisplayName, passwords.Hash(password), cancellationToken))
        {
            LogCreated(logger);
        }
    }

    /// <summary>The kept password may have been changed since: only one that works is worth printing.</summary>
    private async Task<GeneratedAdmin?> StillValidAsync(SecretFile kept, CancellationToken cancellationToken) =>
        kept.Read() is { Length: > 0 } password
        && await accounts.FindAsync(Email, cancellationToken) is { Account.PlatformRole: PlatformRoles.PlatformAdmin } found
        && await check.OpenAsync(found, password, cancellationToken) is not null
            ? new(found.Account.Email, password, kept.Path)
            : null;

    [LoggerMessage(1, LogLevel.Information, "The first platform admin was created")]
    private static partial void LogCreated(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "There is no platform admin: set ADMIN_EMAIL and ADMIN_PASSWORD and start again to get one")]
    private static partial void LogNoAdmin(ILogger logger);
}

/// <summary>A step of the start, once the host is built.</summary>
internal static class FirstAdminAtStart
{
    public static async Task EnsureFirstAdminAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var mayGenerate = app.Environment.IsDevelopment() || app.Services.GetRequiredService<DatabaseSession>().IsPrivate;
        await app.Services.GetRequiredService<FirstAdmin>().EnsureAsync(mayGenerate, cancellationToken);
    }
}
