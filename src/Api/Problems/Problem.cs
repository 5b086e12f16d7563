using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StatusLevels.Api.Pages.Errors;

namespace StatusLevels.Api.Problems;

/// <summary>
/// An answer that tells what went wrong: as RFC 9457 has it, or on a page where a person asked for one. A handler returns it like any other
/// result. Whatever it is made of, it is small (<see cref="ProblemBounds"/>).
/// </summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Detail">One sentence for a person; never an internal.</param>
internal sealed record Problem(ProblemCode Code, string Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>How long callers wait before they ask again a database that is away, or a service that is busy.</summary>
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    /// <summary>One sentence for a person; never an internal.</summary>
    public string Detail { get; init => field = ProblemBounds.Detail(value); } = ProblemBounds.Detail(Detail);

    /// <summary>What is wrong with which field; the field's JSON path without <c>$.</c>, e.g. <c>evidence_urls[1]</c>.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors
    {
        get;
        init => field = value is null ? null : ProblemBounds.Errors(value);
    }

    /// <summary>From when on the same would be allowed.</summary>
    public DateTimeOffset? NextAllowedAt { get; init; }

    /// <summary>Which codings of a body would do, sent as <c>Accept-Encoding</c>.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>How long to wait before the next try, sent as <c>Retry-After</c> in whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem DatabaseUnavailable { get; } =
        new(ProblemCode.DatabaseUnavailable, "The database cannot be reached at the moment; please try again.") { RetryAfter = DatabasePause };

    public static Problem IdempotencyInProgress { get; } =
        new(
            ProblemCode.IdempotencyInProgress,
            "A request with this Idempotency-Key, or for this event, is still under way; please try again with the same.");

    public static Problem Overloaded { get; } =
        new(ProblemCode.Overloaded, "The service has too much to do at the moment; nothing was changed, please try again.") { RetryAfter = DatabasePause };

    public static Problem OutcomeUnknown { get; } =
        new(ProblemCode.OutcomeUnknown, "It is not known whether the change was made; read the current state before you try again.")
        {
            RetryAfter = DatabasePause,
        };

    public static Problem IssuerUnavailable { get; } =
        new(ProblemCode.IssuerUnavailable, "The issuer of your token cannot be reached, so nobody can tell whether it is genuine; please try again.")
        {
            RetryAfter = IssuerKeys.FirstPause,
        };

    public static Problem IssuerWithoutKeys { get; } = new(
        ProblemCode.Unauthenticated,
        "The issuer of your token publishes no keys, so no token of it can be checked. Asking again does not help: it has to sign with a key "
        + "of its own (RS, PS or ES), not with a shared secret.");

    public static Problem NewerSchema { get; } =
        new(ProblemCode.DatabaseUnavailable, "This node is older than what is stored of the organization; another node can answer.") { RetryAfter = DatabasePause };

    public static Problem Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(ProblemCode.ValidationFailed, ProblemBounds.Summary(errors)) { Errors = errors };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(this);
        var response = httpContext.Response;
        response.StatusCode = Code.Status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Code == ProblemCode.RateLimited || Code == ProblemCode.Overloaded)
        {
            // What else has come on this connection is dropped, and not answered the same way one by one.
            response.Headers.Connection = "close";
        }

        if (AcceptEncoding is { } codings)
        {
            response.Headers.AcceptEncoding = codings;
        }

        if (ProblemPage.IsWanted(httpContext))
        {
            await ProblemPage.WriteAsync(httpContext, this);
            return;
        }

        var document = new ProblemDocument(
            Code.Type, Code.Title, Code.Status, Detail, Code.Code, TraceId(httpContext), Errors, NextAllowedAt);
        var body = JsonSerializer.SerializeToUtf8Bytes(document, ApiJson.Context.ProblemDocument);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        // Not with the token of the request: it may be what ended it, and half an answer would stay behind in front of the next.
        await response.Body.WriteAsync(body, CancellationToken.None);
    }

    /// <summary>The id under which the log lines of this request are found.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
