using StatusLevels.Silo;

namespace StatusLevels.Api.Telemetry;

/// <summary>Whom crashes are told to.</summary>
/// <param name="Dsn"><c>SENTRY_DSN</c>, a secret; null: nobody.</param>
internal sealed record SentrySettings(Uri? Dsn)
{
    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartupException">It is no such address. The sentence does not repeat it.</exception>
    public static SentrySettings From(IConfiguration configuration) => new(configuration.Setting("SENTRY_DSN").Trimmed.Url(
        url => url.UserInfo is { Length: > 0 } && url.AbsolutePath.Trim('/').Length > 0,
        bad => bad.Bad("must be an address such as https://key@sentry.example.org/1; it is not repeated here, because it holds a key")));

    /// <summary>Nothing of the address.</summary>
    public override string ToString() => Dsn is null ? "off" : "on";
}
