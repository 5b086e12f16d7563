using StatusLevels.Silo;

namespace StatusLevels.Api.Hosting.Client;

/// <summary>Where a product runs that a command talks to.</summary>
internal static class ProductAddress
{
    /// <param name="option">What names it, for the sentence.</param>
    /// <param name="url">What it says.</param>
    /// <exception cref="StartupException">It is no such address.</exception>
    public static Uri Read(string option, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" }
            ? new Uri(address.AbsoluteUri.TrimEnd('/') + "/")
            : throw new StartupException($"{option} must be an address such as http://localhost:8080, but is \"{Setting.Shown(url)}\".");

    /// <summary>On this machine, at the port that is set.</summary>
    public static Uri Here(IConfiguration configuration) =>
        new UriBuilder("http", "localhost", configuration.Setting("PORT", "Http:Port").Number(0, 65535) ?? 8080).Uri;
}
