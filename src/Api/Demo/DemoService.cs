using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using StatusLevels.Api.Accounts;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Settings;

namespace StatusLevels.Api.Demo;

/// <summary>With <c>--demo</c>: once requests are served, makes the organizations that are missing and says where they are.</summary>
internal sealed partial class DemoService(
    IServer server, IHostApplicationLifetime lifetime, ApiSettings settings, FirstAdmin admin, TimeProvider clock,
    ILogger<DemoService> logger)
    : BackgroundService
{
    private ICollection<string> Urls => server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await MakeAsync(stoppingToken);
        }
        catch (HttpRequestException exception)
        {
            LogNotMade(exception.Message);
        }
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        var (email, password) = admin.Generated is { } generated
            ? (generated.Email, generated.Password)
            : (settings.AdminEmail, settings.AdminPassword);
        if (email is null || password is null)
        {
            LogNotMade("It signs in as the platform admin: set ADMIN_EMAIL and ADMIN_PASSWORD to one that exists.");
            return;
        }

        using var http =
            new HttpClient(
                new SocketsHttpHandler { UseCookies = false, UseProxy = false })
            { BaseAddress = new Uri(Banner.LocalAddress(Urls)) };
        var client = new DemoClient(http);
        await client.SignInAsync(email, password, cancellationToken);
        var text = new StringBuilder("The demo's organizations:\n");
        foreach (var organization in DemoOrganizations.At(clock.GetUtcNow()))
        {
            var level = await client.MakeAsync(organization, cancellationToken);
            text.Append($"  {level}   {organization.Name,-30} {Banner.Address(settings, Urls)}/api/organizations/{organization.Id}/status\n");
        }

        text.Append($"Their passports, at {Banner.Address(settings, Urls)}/organizations/ and the same id, have credentials that /verify checks.\n");
        text.Append("Signed in you see more of them there, and all that happened at .../status-history\n\n");
        await Console.Out.WriteAsync(text, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "The demo could not be made. {Reason}")]
    private partial void LogNotMade(string reason);
}
