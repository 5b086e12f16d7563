using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Answers;
using StatusLevels.Api.Limits;

namespace StatusLevels.Api.Problems;

/// <summary>Every failure leaves as a problem: exceptions, and answers that carry nothing but a status.</summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next, AnsweredProblems answered, CrashLog crashes, FailedCredentials failed, ILogger<ProblemMiddleware> logger)
{
    /// <summary>The most that is logged of an address.</summary>
    private const int LoggedPath = 256;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody to answer, nothing to report.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
            else
            {
                // Or it reads too slowly: half an answer must not be taken for a whole one.
                context.Abort();
            }

            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = ExceptionProblems.From(exception, context) ?? Crash(context, exception);
            Log(context, exception, problem);
            Reset(context.Response);
            await problem.ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<Problem>() is { } told)
        {
            LogAnswer(context, told);
        }

        var response = context.Response;
        if (!response.HasStarted
            && response is { StatusCode: >= 400, ContentLength: null, ContentType: null }
            && ExceptionProblems.FromStatus(response.StatusCode, context) is { } bare)
        {
            OfferHead(response);
            await bare.ExecuteAsync(context);
            LogAnswer(context, bare);
        }
    }

    // In front of the limits nothing was changed yet, and nobody would count it: a bug there must not be anybody's as often as they like.
    private Problem Crash(HttpContext context, Exception exception)
    {
        crashes.Add(exception, context.Request.Method, Path(context), Problem.TraceId(context));
        return CallLimits.HaveCounted(context) ? ExceptionProblems.Crash : failed.Count(context, ExceptionProblems.Crash);
    }

    // Where there is a GET there is a HEAD.
    private static void OfferHead(HttpResponse response)
    {
        var allowed = response.Headers.GetCommaSeparatedValues(HeaderNames.Allow);
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && allowed.Contains(HttpMethods.Get, StringComparer.Ordinal))
        {
            response.Headers.Allow = string.Join(", ", [.. allowed, HttpMethods.Head]);
        }
    }

    /// <summary>Drops what the failed handler had prepared, but keeps what tells the browser whose answer it may read.</summary>
    private static void Reset(HttpResponse response)
    {
        var kept = response.Headers
            .Where(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
                || header.Key is "Vary" or "X-Content-Type-Options" or EmbedHeaders.ResourcePolicy)
            .ToArray();
        response.Clear();
        foreach (var (name, value) in kept)
        {
            response.Headers[name] = value;
        }
    }

    private void Log(HttpContext context, Exception exception, Problem problem)
    {
        if (problem.Code.Status >= 500 && problem != ExceptionProblems.Crash && !IsCheap(problem.Code))
        {
            answered.Add(problem.Code);
            LogUnavailable(logger, context.Request.Method, Path(context), problem.Code.Code, exception.Message, Problem.TraceId(context));
        }
        else
        {
            LogAnswer(context, problem);
        }
    }

    // Whoever quotes a trace id is found. What turns callers away by the thousand must not fill the log besides: it is counted.
    private void LogAnswer(HttpContext context, Problem problem)
    {
        answered.Add(problem.Code);
        var level = IsCheap(problem.Code) ? LogLevel.Debug : problem.Code.Status >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (logger.IsEnabled(level))
        {
            var (path, trace) = (Path(context), Problem.TraceId(context));
            LogRefused(logger, level, context.Request.Method, path, problem.Code.Status, problem.Code.Code, trace);
        }
    }

    /// <summary>What anybody can have as often as they like, in front of the limits.</summary>
    private static bool IsCheap(ProblemCode code) =>
        code == ProblemCode.Unauthenticated || code == ProblemCode.RateLimited || code == ProblemCode.Overloaded
        || code == ProblemCode.RequestTimeout || code == ProblemCode.MalformedRequest;

    private static string Path(HttpContext context) =>
        context.Request.Path.ToString() is var path && path.Length > LoggedPath ? $"{path.AsSpan(0, LoggedPath)}…" : path;

    [LoggerMessage(EventId = 3, Message = "{Method} {Path} was answered with {Status} {Code}; trace {Trace}")]
    private static partial void LogRefused(
        ILogger logger, LogLevel level, string method, string path, int status, string code, string trace);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was answered with {Code}: {Reason}; trace {Trace}")]
    private static partial void LogUnavailable(ILogger logger, string method, string path, string code, string reason, string trace);
}
