using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StatusLevels.Api.Pages.Errors;
using StatusLevels.Api.Texts;

namespace StatusLevels.Api.Problems;

/// <summary>
/// An answer that tells what went wrong: as RFC 9457 has it, or on a page where a person asked for one. A handler returns it like any other
/// result. Whatever it is made of, it is small (<see cref="ProblemBounds"/>).
/// </summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Said">One sentence for a person; never an internal. Null: <see cref="Errors"/> say it.</param>
internal sealed record Problem(ProblemCode Code, Sentence? Said) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>How long callers wait before they ask again a database that is away, or a service that is busy.</summary>
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(2);

    /// <summary>The sentence in the product's first language, for logs and for programs.</summary>
    public string Detail => DetailIn(Phrases.In(null));

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
        new(ProblemCode.DatabaseUnavailable, "database_unavailable") { RetryAfter = DatabasePause };

    public static Problem IdempotencyInProgress { get; } =
        new(
            ProblemCode.IdempotencyInProgress,
            "idempotency_in_progress");

    public static Problem Overloaded { get; } =
        new(ProblemCode.Overloaded, "overloaded") { RetryAfter = DatabasePause };

    public static Problem OutcomeUnknown { get; } =
        new(ProblemCode.OutcomeUnknown, "outcome_unknown")
        {
            RetryAfter = DatabasePause,
        };

    public static Problem IssuerUnavailable { get; } =
        new(ProblemCode.IssuerUnavailable, "issuer_unavailable")
        {
            RetryAfter = IssuerKeys.FirstPause,
        };

    public static Problem IssuerWithoutKeys { get; } = new(
        ProblemCode.Unauthenticated,
        "issuer_without_keys");

    /// <summary>Another product signed the caller in, and cannot be asked.</summary>
    public static Problem SessionsUnavailable { get; } =
        new(ProblemCode.IssuerUnavailable, "sessions_unavailable") { RetryAfter = DatabasePause };

    public static Problem NewerSchema { get; } =
        new(ProblemCode.DatabaseUnavailable, "newer_schema") { RetryAfter = DatabasePause };

    public static Problem Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(ProblemCode.ValidationFailed, Said: null) { Errors = errors, Faults = errors };

    // All of them: the summary counts what the answer leaves out.
    private IReadOnlyDictionary<string, string[]>? Faults { get; init; }

    /// <summary>The sentence in this language.</summary>
    public string DetailIn(Phrases words) =>
        ProblemBounds.Detail(Said is { } said ? said.In(words) : ProblemBounds.Summary((Faults ?? Errors)!, words));

    /// <summary>What is wrong with which field, in this language.</summary>
    public IReadOnlyDictionary<string, string[]>? ErrorsIn(Phrases words) => Errors?.ToDictionary(
        field => field.Key, field => field.Value.Select(fault => ProblemBounds.Message(FaultWords.In(words, fault))).ToArray(),
        StringComparer.Ordinal);

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

        var words = Phrases.In(RequestLanguage.Of(httpContext.Request));
        response.Headers.ContentLanguage = words.Language;
        Vary(response.Headers);
        var document = new ProblemDocument(
            Code.Type, Code.Title(words), Code.Status, DetailIn(words), Code.Code, TraceId(httpContext), ErrorsIn(words), NextAllowedAt);
        var body = JsonSerializer.SerializeToUtf8Bytes(document, ApiJson.Context.ProblemDocument);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        // Not with the token of the request: it may be what ended it, and half an answer would stay behind in front of the next.
        await response.Body.WriteAsync(body, CancellationToken.None);
    }

    // Beside what the framework says of origins.
    private static void Vary(IHeaderDictionary headers)
    {
        if (!headers.Vary.ToString().Contains(HeaderNames.AcceptLanguage, StringComparison.OrdinalIgnoreCase))
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        }
    }

    /// <summary>The id under which the log lines of this request are found.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
