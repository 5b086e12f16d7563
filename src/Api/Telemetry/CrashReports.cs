using System.Reflection;
using Sentry.Extensibility;
using Sentry.Protocol;

namespace StatusLevels.Api.Telemetry;

/// <summary>Tells Sentry of crashes, where an operator has named one; otherwise none of it is there.</summary>
internal static class CrashReports
{
    // What the log's line of a crash holds it under.
    private const string Trace = "Trace";

    /// <exception cref="Silo.StartupException">The setting is wrong; the sentence names it.</exception>
    public static void AddCrashReports(this WebApplicationBuilder builder)
    {
        if (SentrySettings.From(builder.Configuration).Dsn is not { } dsn)
        {
            return;
        }

        builder.WebHost.UseSentry(options =>
        {
            options.Dsn = dsn.AbsoluteUri;
            options.Release =
                typeof(CrashReports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            options.Environment = builder.Environment.EnvironmentName;
            options.SendDefaultPii = false;
            options.MaxRequestBodySize = RequestSize.None;
            options.MaxBreadcrumbs = 0;
            options.AutoSessionTracking = false;
            options.SendClientReports = false;
            options.SetBeforeSendMetric(_ => null);
            // Nobody else is told that somebody counts.
            options.DisableSentryHttpMessageHandler = true;
            options.SetBeforeSend(Told);
        });
    }

    /// <summary>
    /// What is told of an event: which exception, where in the code, under which trace the log tells the rest. It is put together anew, so
    /// that nothing comes along: no words of an exception, no address, no header, no user, no name of a machine.
    /// </summary>
    private static SentryEvent? Told(SentryEvent seen)
    {
        if (seen.SentryExceptions?.ToArray() is not { Length: > 0 } exceptions)
        {
            return null;
        }

        var told = new SentryEvent
        {
            Level = seen.Level,
            Release = seen.Release,
            Environment = seen.Environment,
            Logger = seen.Logger,
            Platform = seen.Platform,
            SentryExceptions = [.. exceptions.Select(Told)],
        };
        if (seen.Tags.TryGetValue(Trace, out var trace) && trace.All(char.IsAsciiHexDigit))
        {
            told.SetTag("trace_id", trace);
        }

        return told;
    }

    private static SentryException Told(SentryException seen) => new()
    {
        Type = seen.Type,
        Module = seen.Module,
        ThreadId = seen.ThreadId,
        Stacktrace = seen.Stacktrace is null ? null : new() { Frames = [.. seen.Stacktrace.Frames.Select(Told)] },
    };

    private static SentryStackFrame Told(SentryStackFrame seen) => new()
    {
        Module = seen.Module,
        Function = seen.Function,
        LineNumber = seen.LineNumber,
        ColumnNumber = seen.ColumnNumber,
        InApp = seen.InApp,
    };
}
