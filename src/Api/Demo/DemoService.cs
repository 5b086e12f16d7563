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

        using var client = new DemoClient(new(Banner.LocalAddress(Urls)));
        await client.SignInAsync(email, password, cancellationToken);
        var text = new StringBuilder("The demo's organizations:\n");
        foreach (var organization in DemoOrganizations.At(clock.GetUtcNow()))
        {
            var level = await client.MakeAsync(organization, cancellationToken);
            text.Append($"  {level}   {organization.Name,-30} {Banner.Address(settings, Urls)}/organizations/{organization.Slug}\n");
        }

        text.Append("Each address is a passport, with a credential that /verify checks.\n")
            .Append($"Their owner signs in as {DemoClient.OwnerEmail}, with the password of the admin.\n")
            .Append("Within a minute of the first start some notices come due, and one B ends: look at the pages, and at the mail.\n\n");
        await Console.Out.WriteAsync(text, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "The demo could not be made. {Reason}")]
    private partial void LogNotMade(string reason);
}
