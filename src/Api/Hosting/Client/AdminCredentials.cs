using StatusLevels.Api.Accounts;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting.Client;

/// <summary>As whom to sign in.</summary>
/// <param name="Email">Who it is.</param>
/// <param name="Password">What is sent.</param>
/// <param name="AreGenerated">A product made the password up: it is no program's but that product's.</param>
internal sealed record AdminCredentials(string Email, string Password, bool AreGenerated)
{
    /// <summary>The options, else the environment, else the admin whom a product on this machine made up at its first start.</summary>
    /// <exception cref="StartupException">No password is known.</exception>
    public static AdminCredentials Find(Uri address, string? email, string? password)
    {
        email ??= Variable("ADMIN_EMAIL") ?? FirstAdmin.StandardEmail;
        password ??= Variable("ADMIN_PASSWORD");
        if (password is not null)
        {
            return new(email, password, AreGenerated: false);
        }

        var kept = FirstAdmin.PasswordFile(Path.GetFullPath(Variable("DATA_DIR") ?? ApiSettings.StandardDataDirectory));
        return address.IsLoopback && kept.Read() is { Length: > 0 } generated
            ? new(email, generated, AreGenerated: true)
            : throw new StartupException(
                address.IsLoopback
                    ? $"No password is known: set ADMIN_PASSWORD (and ADMIN_EMAIL), or --password (and --email); there is no generated one in {kept.Path}."
                    : "No password is known: set ADMIN_EMAIL and ADMIN_PASSWORD, or --email and --password.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
