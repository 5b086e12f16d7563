using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Mail;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Hosting;

/// <summary>The lines that say where to point a browser or curl, and how to sign in.</summary>
internal static class Banner
{
    private static readonly string[] LocalHosts = ["[::]", "0.0.0.0", "127.0.0.1", "[::1]"];

    public static string Text(ApiSettings settings, ICollection<string> urls, GeneratedAdmin? generated)
    {
        var address = Address(settings, urls);
        var text = new StringBuilder()
            .AppendLine()
            .AppendLine($"StatusLevels is ready at {address}")
            .AppendLine($"  try it        {address}/swagger")
            .AppendLine($"  or            curl {address}/readyz");
        if (settings.Mail.Folder is { } mails)
        {
            text.AppendLine($"  mail          {address}{DevMailEndpoints.Address}   (not sent: files in {mails})");
        }

        if (generated is not null)
        {
            text.AppendLine($"  sign in as    {generated.Email}")
                .AppendLine($"  password      {generated.Password}   (kept in {generated.KeptIn})");
        }
        else if (settings.AdminEmail is { } email)
        {
            text.AppendLine($"  sign in as    {email} with the password you chose");
        }

        return text.AppendLine().ToString();
    }

    /// <summary>Where callers find the product.</summary>
    public static string Address(ApiSettings settings, ICollection<string> urls) =>
        settings.PublicBaseUrl?.AbsoluteUri.TrimEnd('/') ?? LocalAddress(urls);

    /// <summary>The address that it will announce once it listens where an operator said.</summary>
    public static Uri LocalAddress(ApiSettings settings)
    {
        var host = settings.ListenAddress is not { } given ? "localhost"
            : given.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{given}]" : $"{given}";
        return new(LocalAddress([string.Create(CultureInfo.InvariantCulture, $"http://{host}:{settings.Port}")]));
    }

    /// <summary>An address that works on this machine: "any" is not one.</summary>
    public static string LocalAddress(ICollection<string> urls)
    {
        var url = urls.FirstOrDefault() ?? "http://localhost";
        return LocalHosts
            .Aggregate(url, (address, host) => address.Replace($"//{host}", "//localhost", StringComparison.Ordinal))
            .TrimEnd('/');
    }
}
