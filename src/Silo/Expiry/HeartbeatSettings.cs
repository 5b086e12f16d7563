using Microsoft.Extensions.Configuration;

namespace StatusLevels.Silo.Expiry;

/// <summary>Where somebody outside listens for the daily sign of life, and raises the alarm when it does not come.</summary>
/// <param name="Url"><c>HEARTBEAT_URL</c>: called when all is well; a secret. Null: nobody is called.</param>
public sealed record HeartbeatSettings(Uri? Url)
{
    /// <summary>What is called when there is trouble: the same with <c>/fail</c> behind its path.</summary>
    public Uri? FailUrl => Url is null ? null : new UriBuilder(Url) { Path = $"{Url.AbsolutePath.TrimEnd('/')}/fail" }.Uri;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartupException">It is no address. The sentence does not repeat it.</exception>
    public static HeartbeatSettings From(IConfiguration configuration)
    {
        var setting = configuration.Setting("HEARTBEAT_URL", "Heartbeat:Url").Trimmed;
        return new(setting.Url(
            url => url is { UserInfo: "", Fragment: "" },
            bad => bad.Bad(
                "must be an http or https address such as https://hc.example.org/ping/a-secret; "
                + "it is not repeated here, because it is a secret")));
    }

    /// <summary>Nothing of the address.</summary>
    public override string ToString() => Url is null ? "off" : "on";
}
