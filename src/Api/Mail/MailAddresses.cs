using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Mail;

/// <summary>
/// Where the pages are that mails lead to: at <c>PUBLIC_BASE_URL</c> and nowhere else; on a developer's machine, where it listens.
/// </summary>
internal sealed class MailAddresses(ApiSettings settings, IServer server)
{
    /// <summary>Ends with a slash.</summary>
    public Uri Base => new($"{Address()}/");

    private string Address() => settings.PublicBaseUrl?.AbsoluteUri.TrimEnd('/')
        ?? Banner.LocalAddress(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
}
