using System.CommandLine;
using StatusLevels.Api.Hosting;
using StatusLevels.Api.Hosting.Client;

namespace StatusLevels.Api.Checks.Smoke;

/// <summary><c>smoke URL</c>: after a deployment, from outside: does it do what it is for?</summary>
internal static class SmokeCommand
{
    private const string Name = "smoke";
    private const int SecondsEach = 10;
    private const int SecondsForAll = 25;

    // On top: whatever happened, and whoever stopped it, nothing stays.
    private static readonly CheckLimits ForTheLast = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

    /// <param name="guard">Runs it with the settings of the command line, and turns what an operator can mend into a sentence.</param>
    public static Command Create(Func<ParseResult, Func<string[], Task>, Task<int>> guard)
    {
        var options = new CheckOptions(SecondsEach, SecondsForAll);
        var url = new Argument<string>("URL") { Description = "Where callers find the product, such as https://levels.example.org." };
        var email = new Option<string?>("--email") { Description = "The platform admin to sign in as. Default: ADMIN_EMAIL, or the one made at the first start." };
        var password = new Option<string?>("--password") { Description = "The password. Default: ADMIN_PASSWORD, or the generated one in DATA_DIR when the product runs on this machine." };
        var organization = new Option<string?>("--organization") { Description = "The id of the throw-away organization. Default: a new one." };
        var command = new Command(Name, "Try a product that runs, from outside: levels, grant, status, badge, request, review, history, revoke. Safe in production; leaves nothing behind.")
        {
            url, email, password, organization,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => options.RunAsync(parsed, guard, async settings =>
        {
            var address = ProductAddress.Read("URL", parsed.GetRequiredValue(url));
            var credentials = AdminCredentials.Find(address, parsed.GetValue(email), parsed.GetValue(password));
            var chosen = parsed.GetValue(organization) is { } id ? ThrowAway.Of(id) : ThrowAway.New(TimeProvider.System);
            var open = new OpenSettings(HostBuilding.CreateBareBuilder(settings).Configuration, credentials.Email, credentials.Password);
            return await RunAsync(address, credentials, chosen, open, options.Limits(parsed), cancellationToken);
        }));
        return command;
    }

    private static async Task<CheckReport> RunAsync(
        Uri address, AdminCredentials credentials, ThrowAway organization, OpenSettings open, CheckLimits limits,
        CancellationToken cancellationToken)
    {
        using var product = new ProductClient(address, credentials.AreGenerated);
        var steps = new SmokeSteps(product, new SmokeCaller(product), credentials, organization, TimeProvider.System);
        CheckReport? report = null;
        CheckReport? last = null;
        try
        {
            report = await new CheckRun(limits, open).InOrderAsync(Name, steps.All(), cancellationToken);
        }
        finally
        {
            last = await new CheckRun(ForTheLast, open).InOrderAsync(Name, [steps.Last()], CancellationToken.None);
        }

        return new(Name, [.. report.Results, .. last.Results], report.Took + last.Took);
    }
}
