using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Pages.SignIn;

namespace StatusLevels.Api.Pages.Errors;

/// <summary>Marks endpoints that answer with pages: what goes wrong there is told on a page, too.</summary>
internal sealed record AnswersPage;

/// <summary>A problem as a page. Where the API answers it stays a document for programs.</summary>
internal static class ProblemPage
{
    private static readonly string[] ForPrograms = ["/api", "/openapi", "/.well-known", "/metrics", "/healthz", "/readyz", "/assets"];

    /// <summary>Whether a person reads the answer: the endpoint has pages, or there is none and a browser asks.</summary>
    public static bool IsWanted(HttpContext context) => context.GetEndpoint() is RouteEndpoint endpoint
        ? endpoint.Metadata.GetMetadata<AnswersPage>() is not null
        : !ForPrograms.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var page = problem.Code == ProblemCode.Unauthenticated || problem.Code == ProblemCode.FreshSignInRequired
            ? SignInPages.Again(context, problem, await InputAsync(context))
            : Page.Of<ProblemView>(Words(problem, "title"), problem);
        await context.RequestServices.GetRequiredService<PageWriter>().WriteAsync(context, page, problem.Code.Status);
    }

    /// <summary>The name of a sentence about this problem: for its code, else for its status, else for all.</summary>
    public static string Words(Problem problem, string part)
    {
        string[] names = [$"error.{problem.Code.Code}.{part}", $"error.{problem.Code.Status}.{part}"];
        return names.FirstOrDefault(Texts.Phrases.In(null).Has) ?? $"error.{part}";
    }

    // What was typed is worth keeping only if a page of ours sent it.
    private static async Task<FormInput> InputAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TakesForm>() is not null
        && HttpMethods.IsPost(context.Request.Method)
        && context.RequestServices.GetRequiredService<AllowedOrigins>().Allow(context.Request)
            ? await FormIntake.ReadAsync(context) ?? FormInput.None
            : FormInput.None;
}
