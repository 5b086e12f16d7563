using Npgsql;
using StatusLevels.Grains.Contracts;
using StatusLevels.Silo;

namespace StatusLevels.Api.Problems;

/// <summary>Exception → problem, in one place. What is not listed is a bug and becomes <c>internal_error</c>.</summary>
internal static class ExceptionProblems
{
    public static Problem? From(Exception exception, HttpContext context) => exception switch
    {
        BadHttpRequestException bad => FromBadRequest(bad),
        _ when IsRead(context) && CallFailures.Of(exception) is CallFailure.Unknown =>
            exception is TimeoutException ? Problem.DatabaseUnavailable : Problem.Overloaded,
        _ => FromWrite(exception),
    };

    /// <summary>The same for a change that is one of many in a request.</summary>
    public static Problem? FromWrite(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        NewerSchemaException or { InnerException: NewerSchemaException } => Problem.NewerSchema,
        _ when CallFailures.Of(exception) is CallFailure.NotBegun => Problem.Overloaded,
        _ when IsDatabaseAway(exception) => Problem.DatabaseUnavailable,
        _ when CallFailures.Of(exception) is CallFailure.Unknown => Problem.OutcomeUnknown,
        _ => null,
    };

    /// <summary>The problem of an answer that some middleware left with nothing but a status.</summary>
    public static Problem? FromStatus(int status, HttpContext context) => status switch
    {
        400 => new(ProblemCode.MalformedRequest, "malformed_request"),
        401 => new(ProblemCode.Unauthenticated, "unauthenticated"),
        403 => new(ProblemCode.Forbidden, "forbidden"),
        404 => new(ProblemCode.NotFound, "nothing_here"),
        405 => new(ProblemCode.MethodNotAllowed, new("method_not_allowed", ("method", context.Request.Method))),
        406 => new(ProblemCode.NotAcceptable, "not_acceptable"),
        408 => new(ProblemCode.RequestTimeout, "request_timeout"),
        413 => TooLarge,
        415 => new(ProblemCode.UnsupportedMediaType, "body_not_json"),
        429 => new(ProblemCode.RateLimited, "rate_limited"),
        503 => Problem.DatabaseUnavailable,
        >= 500 => Crash,
        _ => null,
    };

    public static Problem Crash { get; } =
        new(ProblemCode.InternalError, "internal_error");

    public static Problem TooLarge { get; } = new(ProblemCode.BodyTooLarge, "body_too_large");

    private static Problem FromBadRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        413 => TooLarge,
        408 => new(ProblemCode.RequestTimeout, "request_timeout"),
        // The framework could not bind a parameter that has no reader of its own: a value of the wrong kind in the query.
        _ when bad.Message.StartsWith("Failed to bind", StringComparison.Ordinal)
            || bad.Message.StartsWith("Required parameter", StringComparison.Ordinal) =>
            new(ProblemCode.ValidationFailed, "parameter"),
        _ => new(ProblemCode.MalformedRequest, "malformed_request"),
    };

    /// <summary>The database could not be asked, as opposed to: it was asked something wrong.</summary>
    public static bool IsDatabaseAway(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case PostgresException postgres:
                    return IsAway(postgres);
                case NpgsqlException:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Errors of the server that tell of its state; all others tell of a bug of ours.</summary>
    private static bool IsAway(PostgresException postgres) =>
        // One that came over from another node has lost its state.
        postgres.SqlState is null
        || postgres.IsTransient
        || postgres.SqlState.StartsWith("08", StringComparison.Ordinal) // connection
        || postgres.SqlState.StartsWith("28", StringComparison.Ordinal) // password changed under us
        || postgres.SqlState.StartsWith("53", StringComparison.Ordinal) // out of resources
        || postgres.SqlState.StartsWith("57", StringComparison.Ordinal) // shutdown, cancelled by a timeout
        || postgres.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ReadOnlySqlTransaction;

    private static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
}
