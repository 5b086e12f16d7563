using Microsoft.Net.Http.Headers;

namespace StatusLevels.Api.Problems;

/// <summary>Every failure leaves as a problem: exceptions, and answers that carry nothing but a status.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
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

            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = ExceptionProblems.From(exception, context);
            Log(context, exception, problem);
            Reset(context.Response);
            await (problem ?? ExceptionProblems.Crash).ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<Problem>() is { } answered)
        {
            LogAnswer(context, answered);
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
                || header.Key is "Vary" or "X-Content-Type-Options")
            .ToArray();
        response.Clear();
        foreach (var (name, value) in kept)
        {
            response.Headers[name] = value;
        }
    }

    private void Log(HttpContext context, Exception exception, Problem? problem)
    {
        if (problem is null)
        {
            LogCrash(logger, exception, context.Request.Method, context.Request.Path, Problem.TraceId(context));
        }
        else if (problem.Code.Status >= 500)
        {
            LogUnavailable(logger, context.Request.Method, context.Request.Path, problem.Code.Code, exception.Message, Problem.TraceId(context));
        }
        else
        {
            LogAnswer(context, problem);
        }
    }

    // Whoever quotes a trace id is found. What turns callers away by the thousand must not fill the log besides.
    private void LogAnswer(HttpContext context, Problem problem)
    {
        var level = problem.Code.Status >= 500 ? LogLevel.Warning : problem.Code == ProblemCode.RateLimited ? LogLevel.Debug : LogLevel.Information;
        if (logger.IsEnabled(level))
        {
            var (path, trace) = (context.Request.Path.ToString(), Problem.TraceId(context));
            LogRefused(logger, level, context.Request.Method, path, problem.Code.Status, problem.Code.Code, trace);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} crashed; trace {Trace}")]
    private static partial void LogCrash(ILogger logger, Exception exception, string method, string path, string trace);

    [LoggerMessage(EventId = 3, Message = "{Method} {Path} was answered with {Status} {Code}; trace {Trace}")]
    private static partial void LogRefused(ILogger logger, LogLevel level, string method, string path, int status, string code, string trace);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was answered with {Code}: {Reason}; trace {Trace}")]
    private static partial void LogUnavailable(ILogger logger, string method, string path, string code, string reason, string trace);
}
