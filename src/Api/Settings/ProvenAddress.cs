using System.Net;
using StatusLevels.Api.Hosting;
using StatusLevels.Silo.Database;

namespace StatusLevels.Api.Settings;

/// <summary>The address that names a product in its public log and its credentials.</summary>
/// <param name="Address">Without a path.</param>
/// <param name="IsImplied">Nobody chose it: it is where a product on somebody's own machine says that it listens.</param>
internal sealed record ProvenAddress(Uri Address, bool IsImplied)
{
    // The port of somebody's own machine changes from day to day, and a log keeps its name.
    private string Name => IsImplied ? Address.Host : Address.Authority;

    /// <summary>The name of the first log.</summary>
    public string LogOrigin => $"{Name}/log";

    /// <summary>
    /// Whether others may take it for the issuer of a credential: they fetch the keys from there, which counts for nothing without https.
    /// </summary>
    public bool IsOfIssuer => Address.Scheme == Uri.UriSchemeHttps || Address.IsLoopback;

    /// <summary>Whether a log of this name is one that no other machine can have read.</summary>
    public static bool IsOfOneMachine(string logOrigin) =>
        Uri.TryCreate($"http://{logOrigin}", UriKind.Absolute, out var address) && address.IsLoopback;

    /// <summary>Null: nothing names this product. A port that is taken anew at each start is no name.</summary>
    public static ProvenAddress? Of(ApiSettings settings, DatabaseSession database)
    {
        if (settings.PublicBaseUrl is { } chosen)
        {
            return chosen.AbsolutePath == "/" ? new(chosen, IsImplied: false) : null;
        }

        return settings is { IsDevelopment: true, Port: > 0 } && database.IsPrivate
            && (settings.ListenAddress is null || IPAddress.IsLoopback(settings.ListenAddress))
            && Banner.LocalAddress(settings) is { IsLoopback: true } own
                ? new(own, IsImplied: true)
                : null;
    }
}
