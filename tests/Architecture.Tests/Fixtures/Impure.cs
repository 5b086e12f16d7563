using Microsoft.Extensions.Logging;

// What the checks must see: each of these types breaks a rule in one way.
namespace StatusLevels.Architecture.Tests.Fixtures.Impure;

internal static class WithATask
{
    public static object Waits() => Task.CompletedTask;
}

internal static class WithAClock
{
    public static DateTimeOffset Reads() => TimeProvider.System.GetUtcNow();
}

internal static class WithALogger
{
    public static bool Logs(object logger) => logger is ILogger;
}

internal static class WithAFile
{
    public static bool Looks(string path) => File.Exists(path);
}

internal static class WithAGrain
{
    public static bool Is(object grain) => grain is Grain;
}

internal static class WithJson
{
    public static string Writes(int number) => System.Text.Json.JsonSerializer.Serialize(number);
}
