using StatusLevels.Silo.Tests.Database;
using StatusLevels.Silo.Tests.Reminders;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace StatusLevels.Silo.Tests;

/// <summary>
/// Runs the tests; or, started by one of them, a server in a process that can be killed, interrupted or given to another user.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [HeldServer.Verb, var folder] => HeldServer.HoldAsync(folder),
        [HeldSilo.Verb] => HeldSilo.HoldAsync(),
        _ when args.Contains("--server", StringComparer.Ordinal) || args.Contains("--internal-msbuild-node", StringComparer.Ordinal) =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
